import { NUMBER_Y, SENT, SENT_BACK, SHAPES, SLASH, SYMBOL_SIZE, TICK, TICK_CENTRE } from "../map/symbols";
import type { Finding } from "../protocol";

/** The finding as it is on the map: the same shape, number and tick. */
export function FindingSymbol({ finding, size = 40 }: { finding: Finding; size?: number }) {
  const { kind, status, number } = finding;
  const hasTick = status === "confirmed" || status === "extinguished";
  return (
    <svg
      class={`finding-symbol is-${kind} is-${status}`}
      width={size}
      height={size}
      viewBox={`0 0 ${SYMBOL_SIZE} ${SYMBOL_SIZE}`}
      aria-hidden="true"
    >
      <path class="shape" d={SHAPES[kind]} />
      {status === "dismissed" && <path class="slash" d={SLASH} />}
      <text x={SYMBOL_SIZE / 2} y={NUMBER_Y[kind]} text-anchor="middle" font-size={number > 99 ? 13 : 16.5}>
        {number}
      </text>
      {hasTick && (
        <>
          <circle class="tick-back" cx={TICK_CENTRE[0]} cy={TICK_CENTRE[1]} r="7.8" />
          <path class="tick" d={TICK} />
        </>
      )}
      {status === "assigned" && (
        <>
          <path class="sent-back" d={SENT_BACK} />
          <path class="sent" d={SENT} />
        </>
      )}
    </svg>
  );
}
