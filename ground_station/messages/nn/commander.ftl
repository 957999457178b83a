# The commander's console: guests, where aircraft have been, how a finding cools, maps

# Guests
guests = Gjester
guests-open = Gjestelenkjer …
guests-about = Ei lenkje viser denne hendinga til folk utan konto. Dei kan sjå, men ikkje endre noko. Kvar opning står i loggen.
guests-close = Lukk
guests-for = Til kven
guests-for-hint = Politiet, grunneigar, nabobrannvesen …
guests-shows = Kva lenkja viser
guests-lasts = Kor lenge
guests-hours = { $count ->
        [one] { $count } time
       *[other] { $count } timar
    }
guests-make = Lag lenkje
guests-making = Lagar …
guests-made = Lenkja til { $name }. Ho blir vist berre no:
guests-copy = Kopier lenkja
guests-copied = Kopiert
guests-copy-failed = Merk lenkja og kopier ho sjølv
guests-local = Denne adressa verkar berre på denne maskina. Opne konsollen med stasjonen si adresse på nettet, og lag lenkja der.
guests-none = Ingen lenkjer er laga for denne hendinga.
guests-list = Lenkjer
guests-state-open = gjeld til { $time }
guests-state-expired = gjekk ut { $time }
guests-state-revoked = trekt tilbake { $time }
guests-opened = { $count ->
        [0] aldri opna
        [one] opna { $count } gong, sist { $time }
       *[other] opna { $count } gonger, sist { $time }
    }
guests-revoke = Trekk tilbake
guests-revoke-of = Trekk tilbake lenkja til { $name }
guest-layer-findings = Funn
guest-layer-aircraft = Fartøy
guest-layer-plans = Planar
guest-layer-seen = Avsøkt terreng
guest-layer-marks = Merke
guest-layer-thermal = Varmebilete
guest-layer-log = Logg, med namn
guest-strip = Gjest: du ser, men endrar ikkje. Lenkja gjeld til { $time }.
guest-refused = Gjestelenkja kan ikkje opnast
log-guest_link_made = Gjestelenkje til { $name } laga, gjeld til { $time }
log-guest_link_opened = Gjestelenkja til { $name } opna ({ $opening }. gong)
log-guest_link_revoked = Gjestelenkja til { $name } trekt tilbake

# How a finding cools
cooling = Temperatur over tid
cooling-falling = { $kelvin } °C lågare per time
cooling-rising = { $kelvin } °C høgare per time
cooling-steady = Uendra
cooling-too-few = For få målingar til å seie om det kjølnar.
cooling-describe = Frå { $first } °C kl. { $begin } til { $last } °C kl. { $end }, { $count } målingar

# Light
theme-contrast = Sterk kontrast

# Alerts
vibration = Vibrasjon ved varsel
vibration-on = På
vibration-off = Av

# Maps
map-base = Kart
map-base-relief = Relieff

# Hjørne i ei teikning
corner-name = Hjørne { $number } av { $count }. Dra det eller bruk piltastane; Delete fjernar det.
corner-remove = Fjern hjørne { $number }

# Who is sent to a finding
log-finding_assigned = Funn { $number } tildelt { $name }
assigned-to = Tildelt { $name }
detail-assigned = Tildelt
assign-finding = Tildel funn { $number }
assign-known = Lag og einingar brukte før
assign-to = Lag eller eining
assign-save = Tildel
status-assigned = Tildelt
review-assigned = Tildel …

# The picture of a finding
best-look = Best sett kl. { $time }, { $metres } m unna, av { $letter }
best-look-cut = ikkje heile er med i biletet
best-look-replaced = Eit betre bilete vart teke seinare; gå tilbake til no for å sjå det.
best-look-missing = Biletet kan ikkje hentast no.

# What an aircraft was told not to leave
fence-of = Gjerdet til { $letter }
fence-of-not-kept = Gjerdet til { $letter }, blir IKKJE halde

# Files of the crew's own
own-layers = Eigne kartlag
own-layer-facts = { $count } objekt · { $who }, { $time }
own-layer-show = Vis heile { $name }
own-layer-remove = Fjern { $name } frå kartet
own-layer-remove-sure = Fjern for alle
own-layer-add = Legg til GeoJSON eller KML
log-layer_added = Kartlaget { $name } lagt på kartet
log-layer_removed = Eit kartlag er fjerna frå kartet

# Alt på kartet som ikkje er funn, i ei liste
on-map = Også på kartet
on-map-corners = { $count } hjørne
on-map-plan = Plan
on-map-plan-facts =
    { $count ->
        [one] eitt fartøy
       *[other] { $count } fartøy
    } · { $minutes } min
on-map-rally = Samlingspunkt R{ $place }
on-map-fence-stations = teikna av stasjonen rundt planen
on-map-fence-drawn = teikna med planen
