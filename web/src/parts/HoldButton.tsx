import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../messages/messages";
import { Icon, type IconName } from "./Icon";

const HOLD_MS = 1200;

/** A button for what moves an aircraft: nothing happens unless it is held until the bar is full. */
export function HoldButton(props: {
  label: string;
  name: string;
  isDisabled?: boolean;
  danger?: boolean;
  icon?: IconName;
  /** Of a text that says what will happen. */
  describedBy?: string;
  onDone: () => void;
}) {
  const [isHeld, setHeld] = useState(false);
  const [isShort, setShort] = useState(false);
  const timer = useRef(0);

  const begin = () => {
    if (props.isDisabled || isHeld) return;
    setHeld(true);
    setShort(false);
    timer.current = window.setTimeout(() => {
      setHeld(false);
      props.onDone();
    }, HOLD_MS);
  };
  const end = () => {
    if (!isHeld) return;
    window.clearTimeout(timer.current);
    setHeld(false);
    setShort(true);
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useEffect(() => {
    if (!isShort) return;
    const forget = setTimeout(() => setShort(false), 2_500);
    return () => clearTimeout(forget);
  }, [isShort]);

  const isKey = (event: KeyboardEvent) => event.key === " " || event.key === "Enter";
  return (
    <button
      type="button"
      class={`hold${isHeld ? " is-held" : ""}${props.danger ? " is-danger" : ""}`}
      style={{ "--hold": `${HOLD_MS}ms` }}
      disabled={props.isDisabled}
      data-command={props.name}
      aria-label={t("hold-to", { action: props.label })}
      aria-describedby={props.describedBy}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        begin();
      }}
      onPointerUp={end}
      onPointerCancel={end}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (!isKey(event)) return;
        event.preventDefault();
        if (!event.repeat) begin();
      }}
      onKeyUp={(event) => isKey(event) && end()}
      onBlur={end}
    >
      <span class="hold-bar" />
      {props.icon && <Icon name={props.icon} size={20} />}
      <span class="hold-label">{isHeld ? t("hold-on") : isShort ? t("hold-longer") : props.label}</span>
    </button>
  );
}
