import { useState } from "preact/hooks";
import { t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import type { ChangeView, KnownCatalogueView, OfferView } from "../protocol";
import { change, offers, openCatalogue, readChange, shelf, takeChange, trustCatalogue, waitsFor } from "../state/catalogue";
import { may } from "../state/session";

/** Catalogues of templates: what they have, what an update would change, and taking it. */
export function Sources() {
  const open = offers.value;
  const known = shelf.value?.catalogues ?? [];
  if (open) return <Offers />;
  return (
    <>
      {known.length === 0 && <p class="quiet">{t("source-none")}</p>}
      <ul class="shelf">
        {known.map((each) => (
          <li key={each.fingerprint} class="card shelf-card" data-catalogue={each.fingerprint}>
            <Known catalogue={each} />
            <button type="button" class="button is-primary" disabled={waitsFor.value !== null} onClick={() => void openCatalogue(each.fingerprint)}>
              {t("source-open")}
            </button>
          </li>
        ))}
      </ul>
      {may("administer") && <Trust />}
    </>
  );
}

function Known({ catalogue }: { catalogue: KnownCatalogueView }) {
  return (
    <>
      <h3>{catalogue.address}</h3>
      <p class="quiet tabular">{t("source-checked", { date: catalogue.checked_at.slice(0, 10), until: catalogue.expires_at.slice(0, 10) })}</p>
      {catalogue.is_stale && <p class="problem">{t("source-stale")}</p>}
    </>
  );
}

function Trust() {
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    void trustCatalogue(String(form.get("address")).trim(), String(form.get("fingerprint")).trim());
  };
  return (
    <form class="card shelf-card" onSubmit={add}>
      <h3>{t("source-add")}</h3>
      <label>
        {t("source-address")}
        <input name="address" required maxLength={1000} autocomplete="off" />
      </label>
      <label>
        {t("source-fingerprint")}
        <input name="fingerprint" maxLength={128} autocomplete="off" spellcheck={false} />
      </label>
      <p class="quiet">{t("source-fingerprint-hint")}</p>
      <button type="submit" class="button is-primary" disabled={waitsFor.value !== null}>
        {t("source-trust")}
      </button>
    </form>
  );
}

function Offers() {
  const [isLeaving, setLeaving] = useState(false);
  const open = offers.value;
  if (!open || isLeaving) return null;
  const read = change.value;
  return (
    <>
      <button
        type="button" class="button" data-back="sources"
        onClick={() => {
          setLeaving(true);
          change.value = null;
          offers.value = null;
        }}
      >
        <Icon name="undo" /> {t("source-back")}
      </button>
      <Known catalogue={open.catalogue} />
      {open.refused.map((why) => (
        <p key={why} class="problem">
          {why}
        </p>
      ))}
      {open.offers.length === 0 && <p class="quiet">{t("source-empty")}</p>}
      <ul class="shelf">
        {open.offers.map((offer) => (
          <Offer key={offer.id} offer={offer} read={read?.id === offer.id ? read : null} />
        ))}
      </ul>
    </>
  );
}

function Offer({ offer, read }: { offer: OfferView; read: ChangeView | null }) {
  const isTakeable = offer.status !== "current" && offer.status !== "withdrawn";
  return (
    <li class="card shelf-card" data-offer={offer.id} data-status={offer.status}>
      <h3>{offer.title}</h3>
      <p class="quiet tabular">
        {offer.id} · {offer.version} · {t(`maturity-${offer.maturity}`)}
      </p>
      <p>
        <strong>{t(`offer-${offer.status}`, { kept: offer.kept ?? "" })}</strong>
      </p>
      {offer.used_by.length > 0 && <p class="quiet">{t("used-elsewhere", { names: offer.used_by.join(", ") })}</p>}
      {offer.withdrawn && (
        <p class="problem">
          <strong>{t("shelf-withdrawn", { date: offer.withdrawn.at.slice(0, 10) })}</strong> {offer.withdrawn.reason}{" "}
          {offer.withdrawn.replaced_by && t("shelf-instead", { name: offer.withdrawn.replaced_by })}
        </p>
      )}
      {isTakeable && read === null && (
        <button type="button" class="button" data-read={offer.id} disabled={waitsFor.value !== null} onClick={() => void readChange(offer.id)}>
          {t("offer-read")}
        </button>
      )}
      {read && <Change read={read} />}
    </li>
  );
}

function Change({ read }: { read: ChangeView }) {
  return (
    <div class="offer-change" role="status">
      <strong>{read.kept === null ? t("change-new") : t("change-from", { kept: read.kept, version: read.version })}</strong>
      <ul>
        {read.lines.map((line) => (
          <li key={line} data-grave={line.startsWith("!")}>
            {line}
          </li>
        ))}
        {read.own.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {may("administer") ? (
        <button type="button" class="button is-primary" data-take={read.id} disabled={waitsFor.value !== null} onClick={() => void takeChange()}>
          {t("offer-take", { version: read.version })}
        </button>
      ) : (
        <p class="quiet">{t("offer-ask")}</p>
      )}
    </div>
  );
}
