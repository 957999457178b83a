import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { number, t } from "../messages/messages";
import { bytesIn } from "../offline/blocks";
import type { KeptPackage } from "../offline/package_store";
import { Icon } from "../parts/Icon";
import type { MapSource } from "../protocol";
import { deleteMap, keeping, keepMap, keptMaps, type Sizes, sizesOf, stopKeeping, trouble } from "../state/kept_maps";
import { maps, shownArea } from "../state/maps";

export const isKeptMapsOpen = signal(false);

/** Whole megabytes from ten on, tenths below. */
const megabytes = (bytes: number) => number(bytes / 1e6, bytes < 1e7 ? 1 : 0);

/** Map packages on this device: keep what the map shows or all of it, see how far it is, delete. */
export function KeptMaps() {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  const packages = maps.value.filter(({ kind }) => kind === "package");
  return (
    <dialog class="guests kept-maps card" ref={box} aria-labelledby="kept-maps-title" onClose={() => (isKeptMapsOpen.value = false)}>
      <header class="guests-head">
        <h2 id="kept-maps-title">{t("kept-maps")}</h2>
        <button type="button" class="button is-quiet is-icon" aria-label={t("kept-maps-close")} onClick={() => box.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <p class="quiet">{t("kept-maps-about")}</p>
      <ul>
        {packages.map((source) => (
          <Package key={source.id} source={source} />
        ))}
      </ul>
      {packages.length < maps.value.length && <p class="quiet">{t("kept-maps-services")}</p>}
    </dialog>
  );
}

function Package({ source }: { source: MapSource }) {
  const kept = keptMaps.value.get(source.id) ?? null;
  const now = keeping.value?.id === source.id ? keeping.value : null;
  const why = trouble.value?.id === source.id ? trouble.value.why : null;
  return (
    <li data-package={source.id} data-kept={kept ? kept.blocks.size : 0}>
      <h3>{source.title}</h3>
      <p class="tabular" role="status">
        {now ? t("kept-maps-fetching", { done: megabytes(now.doneBytes), of: megabytes(now.ofBytes) }) : stateOf(kept)}
      </p>
      {now && <progress max={now.ofBytes || 1} value={now.doneBytes} aria-label={t("kept-maps-progress", { title: source.title })} />}
      {why && (
        <p class="problem" role="alert">
          <strong>{t(`kept-maps-${why}`)}</strong> {t(`kept-maps-${why}-remedy`)}
        </p>
      )}
      <Choices source={source} kept={kept} isBusy={now !== null} />
    </li>
  );
}

function stateOf(kept: KeptPackage | null): string {
  if (!kept) return t("kept-maps-none");
  const sizes = { size: megabytes(bytesIn(kept.blocks, kept.sizeBytes)), of: megabytes(bytesIn(kept.wanted, kept.sizeBytes)) };
  if (kept.isSuperseded) return t("kept-maps-superseded", sizes);
  if (kept.blocks.size < kept.wanted.size) return t("kept-maps-broken-off", sizes);
  return t(bytesIn(kept.blocks, kept.sizeBytes) === kept.sizeBytes ? "kept-maps-whole" : "kept-maps-part", sizes);
}

function Choices({ source, kept, isBusy }: { source: MapSource; kept: KeptPackage | null; isBusy: boolean }) {
  const [sizes, setSizes] = useState<Sizes | null>(null);
  const area = shownArea.value;
  useEffect(() => {
    let isGone = false;
    void sizesOf(source, area).then((found) => !isGone && setSizes(found));
    return () => void (isGone = true);
  }, [source.id, area]);
  if (isBusy) {
    return (
      <button type="button" class="button" data-keep="stop" onClick={stopKeeping}>
        {t("kept-maps-stop")}
      </button>
    );
  }
  const isOther = keeping.value !== null;
  const hasRest = kept !== null && (kept.isSuperseded || kept.blocks.size < kept.wanted.size);
  const hasAll = kept !== null && !kept.isSuperseded && bytesIn(kept.blocks, kept.sizeBytes) === kept.sizeBytes;
  return (
    <div class="kept-maps-choices">
      {hasRest && (
        <button type="button" class="button is-primary" data-keep="rest" disabled={isOther} onClick={() => void keepMap(source, "rest")}>
          {t(kept.isSuperseded ? "kept-maps-renew" : "kept-maps-go-on")}
        </button>
      )}
      {area && !hasAll && (
        <button type="button" class="button" data-keep="area" disabled={isOther || sizes?.area === null} onClick={() => void keepMap(source, area)}>
          {sizes?.area ? t("kept-maps-keep-area", { size: megabytes(sizes.area) }) : t("kept-maps-keep-area-unknown")}
        </button>
      )}
      {!hasAll && (
        <button type="button" class="button" data-keep="whole" disabled={isOther} onClick={() => void keepMap(source, "whole")}>
          {sizes ? t("kept-maps-keep-whole", { size: megabytes(sizes.whole) }) : t("kept-maps-keep-whole-unknown")}
        </button>
      )}
      {sizes?.area === null && !hasAll && <p class="quiet">{t("kept-maps-nothing-here")} {t("kept-maps-nothing-here-remedy")}</p>}
      {kept && (
        <button type="button" class="button" data-keep="delete" aria-label={t("kept-maps-delete-of", { title: source.title })} onClick={() => void deleteMap(source.id)}>
          {t("kept-maps-delete")}
        </button>
      )}
    </div>
  );
}
