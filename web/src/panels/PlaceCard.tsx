import { t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { PositionWords } from "../parts/PositionWords";
import { pointed } from "../state/selection";

/** Where somebody pointed, in the form that is read over the radio. */
export function PlaceCard() {
  const place = pointed.value;
  if (!place) return null;
  return (
    <section class="card place-card" aria-label={t("place")}>
      <div class="place-head">
        <PositionWords place={place} />
        <button type="button" class="button is-quiet is-icon" aria-label={t("place-close")} onClick={() => (pointed.value = null)}>
          <Icon name="close" />
        </button>
      </div>
    </section>
  );
}
