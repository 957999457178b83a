import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { age, t } from "../messages/messages";
import { FindingSymbol } from "../parts/FindingSymbol";
import { madeRows, type Range, WHOLE, windowOf } from "../parts/row_window";
import { findingTitle, uncertainty } from "../parts/words";
import { ageS } from "../picture/live_state";
import { spokenPosition } from "../picture/position";
import type { Finding } from "../protocol";
import { positionForm } from "../state/preferences";
import { selected, selectFinding } from "../state/selection";
import { shownNowMs } from "../state/time";
import { FindingDetail } from "./FindingDetail";

/** Of a row of three lines, until it has been on the screen and is measured. */
const ROW_PX = 76;

/**
 * The findings in their order. Of a long list only the rows near the screen are in the page, and those that are
 * selected or have the keyboard's focus; each says which one of how many it is.
 */
export function FindingRows({ findings, fresh }: { findings: ReadonlyArray<Finding>; fresh: ReadonlySet<string> }) {
  const list = useRef<HTMLUListElement>(null);
  const measured = useRef(new Map<string, number>()).current;
  const [focused, setFocused] = useState<string | null>(null);
  const [range, setRange] = useState<Range>({ first: 0, end: WHOLE });
  const isLong = findings.length > WHOLE;
  const heights = findings.map(({ id }) => measured.get(id) ?? ROW_PX);
  const { rows, after } = madeRows(heights, isLong ? range : { first: 0, end: findings.length }, kept(findings, focused));

  const look = () => {
    const box = list.current?.getBoundingClientRect();
    if (!box || box.height === 0) return;
    const next = windowOf(heights, -box.top, window.innerHeight - box.top);
    setRange((before) => (before.first === next.first && before.end === next.end ? before : next));
  };
  const lookNow = useRef(look);
  lookNow.current = look;

  useLayoutEffect(() => {
    if (!isLong) return;
    for (const item of list.current?.children ?? []) measured.set((item as HTMLElement).dataset["id"]!, (item as HTMLElement).offsetHeight);
    look();
  });
  useEffect(() => {
    if (!isLong) return;
    let frame = 0;
    const soon = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        lookNow.current();
      });
    };
    // Which of the page's boxes scrolls depends on the layout.
    document.addEventListener("scroll", soon, { capture: true, passive: true });
    window.addEventListener("resize", soon);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener("scroll", soon, { capture: true });
      window.removeEventListener("resize", soon);
    };
  }, [isLong]);

  return (
    <ul
      ref={list}
      class="rows finding-rows"
      style={{ paddingBottom: `${after}px` }}
      onFocusIn={({ target }) => setFocused((target as HTMLElement).closest<HTMLElement>("li.finding")?.dataset["id"] ?? null)}
      onFocusOut={({ relatedTarget }) => {
        // On its way from row to row the focus is nowhere for a moment: the row it goes to must stay until it is there.
        if (relatedTarget && !list.current?.contains(relatedTarget as Node)) setFocused(null);
      }}
    >
      {rows.map(({ row, gap }) => {
        const finding = findings[row]!;
        return <Row key={finding.id} finding={finding} isNew={fresh.has(finding.id)} gap={gap} place={isLong ? row + 1 : 0} of={isLong ? findings.length : 0} />;
      })}
    </ul>
  );
}

/** The selected row; and the one with the focus with its neighbours, so that Tab goes on from it wherever the list is scrolled to. */
function kept(findings: ReadonlyArray<Finding>, focused: string | null): ReadonlyArray<number> {
  const now = selected.value;
  const chosen = now?.kind === "finding" ? findings.findIndex(({ id }) => id === now.id) : -1;
  const held = focused === null ? -1 : findings.findIndex(({ id }) => id === focused);
  return [chosen, ...(held < 0 ? [] : [held - 1, held, held + 1])];
}

interface RowOf {
  readonly finding: Finding;
  readonly isNew: boolean;
  /** The height of the rows that are left out before it. */
  readonly gap: number;
  /** Which one of how many; 0 where the page has them all and can count itself. */
  readonly place: number;
  readonly of: number;
}

function Row({ finding, isNew, gap, place, of }: RowOf) {
  const isSelected = selected.value?.kind === "finding" && selected.value.id === finding.id;
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isSelected) item.current?.scrollIntoView({ block: "nearest" });
  }, [isSelected]);
  return (
    <li
      ref={item}
      class={`finding${isNew ? " is-new" : ""}${isSelected ? " is-selected" : ""}`}
      data-id={finding.id}
      data-status={finding.status}
      style={{ marginTop: `${gap}px` }}
      aria-posinset={place || undefined}
      aria-setsize={of || undefined}
    >
      <button
        type="button"
        class="finding-row"
        aria-expanded={isSelected}
        data-finding={finding.number}
        onClick={() => (isSelected ? (selected.value = null) : selectFinding(finding.id, finding))}
      >
        <FindingSymbol finding={finding} />
        <span class="finding-words">
          <span class="finding-title tabular">
            <span class="visually-hidden">{t("finding-number", { number: finding.number })} </span>
            {findingTitle(finding)}
          </span>
          <span class="finding-facts tabular">
            {uncertainty(finding)} · {t("looks", { count: finding.looks })} · <LastSeen finding={finding} />
          </span>
          {finding.status === "assigned" && <span class="finding-facts">{t("assigned-to", { name: finding.assigned_to ?? "–" })}</span>}
          <span class="finding-facts tabular">{spokenPosition(finding.latitude_deg, finding.longitude_deg, positionForm.value)}</span>
        </span>
        <StatusWord finding={finding} isNew={isNew} />
      </button>
      {isSelected && <FindingDetail finding={finding} />}
    </li>
  );
}

function LastSeen({ finding }: { finding: Finding }) {
  return <>{t("ago", { age: age(ageS(finding.last_seen_at, shownNowMs.value)) })}</>;
}

function StatusWord({ finding, isNew }: { finding: Finding; isNew: boolean }) {
  const word = isNew ? "new" : finding.status;
  return (
    <span class="status-word" data-word={word}>
      {t(`status-${word}`)}
    </span>
  );
}
