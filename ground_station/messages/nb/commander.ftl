# The commander's console: guests, where aircraft have been, how a finding cools, maps

# Guests
guests = Gjester
guests-open = Gjestelenker …
guests-about = En lenke viser denne hendelsen til folk uten konto. De kan se, men ikke endre noe. Hver åpning står i loggen.
guests-close = Lukk
guests-for = Til hvem
guests-for-hint = Politiet, grunneier, nabobrannvesen …
guests-shows = Hva lenken viser
guests-lasts = Hvor lenge
guests-hours = { $count ->
        [one] { $count } time
       *[other] { $count } timer
    }
guests-make = Lag lenke
guests-making = Lager …
guests-made = Lenken til { $name }. Den vises bare nå:
guests-copy = Kopier lenken
guests-copied = Kopiert
guests-copy-failed = Merk lenken og kopier den selv
guests-local = Denne adressen virker bare på denne maskinen. Åpne konsollen med stasjonens adresse på nettet, og lag lenken der.
guests-none = Ingen lenker er laget for denne hendelsen.
guests-list = Lenker
guests-state-open = gjelder til { $time }
guests-state-expired = gikk ut { $time }
guests-state-revoked = trukket tilbake { $time }
guests-opened = { $count ->
        [0] aldri åpnet
        [one] åpnet { $count } gang, sist { $time }
       *[other] åpnet { $count } ganger, sist { $time }
    }
guests-revoke = Trekk tilbake
guests-revoke-of = Trekk tilbake lenken til { $name }
guest-layer-findings = Funn
guest-layer-aircraft = Fartøy
guest-layer-plans = Planer
guest-layer-seen = Avsøkt terreng
guest-layer-marks = Merker
guest-layer-thermal = Varmebilde
guest-layer-log = Logg, med navn
guest-strip = Gjest: du ser, men endrer ikke. Lenken gjelder til { $time }.
guest-refused = Gjestelenken kan ikke åpnes
log-guest_link_made = Gjestelenke til { $name } laget, gjelder til { $time }
log-guest_link_opened = Gjestelenken til { $name } åpnet ({ $opening }. gang)
log-guest_link_revoked = Gjestelenken til { $name } trukket tilbake

# How a finding cools
cooling = Temperatur over tid
cooling-falling = { $kelvin } °C lavere per time
cooling-rising = { $kelvin } °C høyere per time
cooling-steady = Uendret
cooling-too-few = For få målinger til å si om det kjølner.
cooling-describe = Fra { $first } °C kl. { $begin } til { $last } °C kl. { $end }, { $count } målinger

# Light
theme-contrast = Sterk kontrast

# Alerts
vibration = Vibrasjon ved varsel
vibration-on = På
vibration-off = Av

# Maps
map-base = Kart
map-base-relief = Relieff

# Hjørner i en tegning
corner-name = Hjørne { $number } av { $count }. Dra det eller bruk piltastene; Delete fjerner det.
corner-remove = Fjern hjørne { $number }

# Who is sent to a finding
log-finding_assigned = Funn { $number } tildelt { $name }
assigned-to = Tildelt { $name }
detail-assigned = Tildelt
assign-finding = Tildel funn { $number }
assign-known = Lag og enheter brukt før
assign-to = Lag eller enhet
assign-save = Tildel
status-assigned = Tildelt
review-assigned = Tildel …

# The picture of a finding
best-look = Best sett kl. { $time }, { $metres } m unna, av { $letter }
best-look-cut = ikke hele er med i bildet
best-look-replaced = Et bedre bilde ble tatt senere; gå tilbake til nå for å se det.
best-look-missing = Bildet kan ikke hentes nå.

# What an aircraft was told not to leave
fence-of = Gjerdet til { $letter }
fence-of-not-kept = Gjerdet til { $letter }, holdes IKKE

# Files of the crew's own
own-layers = Egne kartlag
own-layer-facts = { $count } objekter · { $who }, { $time }
own-layer-show = Vis hele { $name }
own-layer-remove = Fjern { $name } fra kartet
own-layer-remove-sure = Fjern for alle
own-layer-add = Legg til GeoJSON eller KML
log-layer_added = Kartlaget { $name } lagt på kartet
log-layer_removed = Et kartlag er fjernet fra kartet

# Alt på kartet som ikke er funn, i en liste
on-map = Også på kartet
on-map-corners = { $count } hjørner
on-map-plan = Plan
on-map-plan-facts =
    { $count ->
        [one] ett fartøy
       *[other] { $count } fartøy
    } · { $minutes } min
on-map-rally = Samlingspunkt R{ $place }
on-map-fence-stations = tegnet av stasjonen rundt planen
on-map-fence-drawn = tegnet med planen
