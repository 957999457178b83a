# Drawing what a plan is made on
draw-middle = Punkt midt i kartet
draw-done = Ferdig
draw-as = Blir teikna som
draw-line = Teikn linje
draw-point = Peik ut staden
draw-points = Peik ut stader
draw-what-polygon = Malen treng eit område.
draw-what-line = Malen treng ei linje: langs vegen, elva, stranda eller brannfronten.
draw-what-point = Malen treng éin stad.
draw-what-points = Malen treng éin eller fleire stader.
kind-polygon = område
kind-line = linje
kind-point = stad
kind-points = stader
line-hint = Trykk i kartet der linja byrjar og kvar gong ho svingar ({ $count } av minst 2).
line-ready = Linja har { $count } punkt. Legg til fleire, eller trykk Ferdig.
points-hint = Trykk i kartet på kvar stad.
points-ready = { $count ->
        [one] Éin stad er peika ut. Legg til fleire, eller trykk Ferdig.
       *[other] { $count } stader er peika ut. Legg til fleire, eller trykk Ferdig.
    }
point-hint = Trykk i kartet på staden.
point-ready = Staden er peika ut. Trykk ein annan stad for å flytte han.
drawn-whole = Teikna: { $what }, { $count } punkt.
drawn-part = Ikkje ferdig teikna: { $what }, { $count } punkt.
drawn-clear = Fjern
file-open = Hent frå fil
file-busy = Les fila …
file-read = Frå { $name }: { $what }, { $count } punkt.
file-keeps-out = Noko i ho skal haldast fritt.
file-misfit = Malen treng: { $what }. Vel ein annan mal eller ei anna fil.
plan-needs-line = Teikn linja først.
plan-needs-point = Peik ut staden først.
plan-needs-points = Peik ut minst éin stad først.

# The wind of a plan
wind = Vind
wind-none = Utan
wind-hand = For hand
wind-forecast = Varsel
wind-forecast-hint = Den sterkaste vinden dei neste to timane frå MET Noreg, der planen blir flogen.
wind-from = Vinden kjem frå
wind-from-degrees = Frå (grader)
wind-speed = Styrke (m/s)
compass-0 = N
compass-45 = NA
compass-90 = A
compass-135 = SA
compass-180 = S
compass-225 = SV
compass-270 = V
compass-315 = NV
wind-direction = { $name } ({ $degrees }°)
wind-used-none = Planlagd utan vind. Bles det, tek det lengre tid.
wind-used-hand = Vind for hand: { $speed } m/s frå { $from }.
wind-used-template = Vinden til malen: { $speed } m/s frå { $from }.
wind-used-forecast = Varsla vind: { $speed } m/s frå { $from } kl. { $hour }. Varselet er { $age } gammalt.
wind-gusts = Kast opptil { $speed } m/s ved bakken.
plan-needs-wind = Fyll inn kvar vinden kjem frå og kor sterk han er.

# Fence and rally points of a plan
zones = Gjerde og samlingspunkt
fence-own = Set gjerdet no
fence-usual = Elles teiknar stasjonen eit gjerde rundt planen når han blir send.
fence-margin = Avstand rundt område, rute og start (m)
rally-add = Set samlingspunkt
rally-hint = Trykk i kartet der fartøyet trygt kan lande om heim er lenger unna ({ $count } av høgst { $most }).
rally-remove = Fjern samlingspunkt { $n }
plan-zones = { $fence ->
        [yes] Med eige gjerde (raudt i kartet)
       *[no] Med gjerdet som stasjonen teiknar
    } og { $rally ->
        [0] utan samlingspunkt
        [one] eitt samlingspunkt
       *[other] { $rally } samlingspunkt
    }.

# What a plan comes to
plan-vehicle = { $minutes } min, { $kilometres } km, opptil { $height } m over bakken, { $batteries ->
        [one] eitt batteri
       *[other] { $batteries } batteri
    }
plan-no-problems = Ingen problem funne.
problem-error = Må rettast:
problem-warning = Sjå på:
problem-show = { $count ->
        [one] Vis i kartet
       *[other] Vis { $count } stader i kartet
    }
airspace-permitted = Vi har løyve til { $name }
airspace-again = Lag planen på nytt.
catalogue-open = Sjå på alle malane

# The templates that the station keeps, and where others come from
catalogue = Malar
catalogue-close = Lukk
catalogue-here = På stasjonen
catalogue-away = Frå katalogar
catalogue-search = Søk i tittel, føremål og kommune
catalogue-found = { $count } av { $all } malar
catalogue-waits-shelf = Hentar malane …
catalogue-waits-catalogue = Ser etter i katalogen og prøver signaturane …
catalogue-waits-change = Les endringane …
catalogue-waits-take = Prøver eksempla i malen og tek han i bruk …
catalogue-waits-adapt = Set verdiane …
maturity-draft = utkast
maturity-exercise-tested = prøvd i øving
maturity-operational = i drift
shelf-by = { $who }, versjon { $version }
shelf-pulled = henta frå { $from } { $date }
shelf-withdrawn = Trekt tilbake { $date }:
shelf-instead = Bruk { $name } i staden.
shelf-use = Bruk malen
used-never = Ikkje brukt her enno.
used-here = { $count ->
        [one] Éin plan her, sist { $when }.
       *[other] { $count } planar her, sist { $when }.
    }
used-elsewhere = Andre har laga sin eigen av han: { $names }.
own-count = { $count ->
        [one] Éin verdi er stasjonen sin eigen.
       *[other] { $count } verdiar er stasjonen sine eigne.
    }
own-change = Tilpass til fartøya og terrenget til stasjonen
own-show = Stasjonen sine eigne verdiar
own-hint = Verdiane gjeld alle planar herifrå, og blir ståande når malen blir oppdatert. Eit tomt felt tek verdien til utgjevaren. Ei grense for tryggleik kan berre bli strengare.
own-theirs = Utgjevaren sin: { $value }.
own-stricter-lower = Kan berre bli lågare.
own-stricter-higher = Kan berre bli høgare.
own-yes = ja
own-no = nei
own-save = Set verdiane
source-none = Stasjonen stoler ikkje på nokon katalog enno. Ein administrator legg han til.
source-open = Sjå kva han har no
source-checked = Sist sett etter { $date }. Gjeld til { $until }.
source-stale = Ingen går god for han lenger. Malane som er her, kan brukast vidare. Hent ein fersk kopi.
source-add = Legg til ein katalog
source-address = Adresse, eller mappe på ein minnepinne i stasjonen
source-fingerprint = Fingeravtrykk
source-fingerprint-hint = Få det på telefon av den som held katalogen. Utan det seier stasjonen kva for eit han fann, og stoler ikkje på han.
source-trust = Stol på katalogen
source-back = Til katalogane
source-empty = Katalogen er tom.
offer-new = Ny her
offer-update = Oppdatering. Her er { $kept }.
offer-current = Same som her
offer-older = Eldre enn her ({ $kept })
offer-withdrawn = Trekt tilbake
offer-read = Les kva som blir endra
offer-take = Ta { $version } i bruk
offer-ask = Ein administrator kan ta han i bruk.
change-new = Heilt ny på stasjonen.
change-from = Frå { $kept } til { $version }:

search-title = Sakna: kvar leite først
search-about = Set siste kjende stad. Kartet viser kvar det er mest sannsynleg å finne den sakna, og kva dronene bør leite over først.
search-kind = Korleis
search-kind-distance = På land
search-kind-drift = I vatnet
search-kind-drawn = Teikna flater
search-place = Siste kjende stad
search-place-none = ikkje sett
search-pick = Peik i kartet
search-middle = Midten av kartet
search-picking = Trykk i kartet der den sakna sist vart sett.
search-who = Kven
search-who-hiker = Turgåar
search-who-hunter = Jeger
search-who-dementia = Person med demens
search-who-despondent = Fortvila person
search-who-child-1-3 = Barn 1–3 år
search-who-child-4-6 = Barn 4–6 år
search-who-child-7-9 = Barn 7–9 år
search-who-child-10-12 = Barn 10–12 år
search-who-skier = Skiløpar
search-who-angler = Fiskar
search-ground = Terreng
search-ground-mountain = Fjell
search-ground-flat = Flatt
search-floats = Korleis personen flyt
search-floats-unknown = Ukjent
search-floats-vest = Flytevest, oppreist
search-floats-vest-sitting = Redningsvest, sitjande
search-floats-survival-suit = Overlevingsdrakt
search-floats-diving-suit = Dykkardrakt
search-floats-lifeless = Livlaus, andletet ned
search-floats-kayak = På ein kajakk
search-lost-at = Sakna sidan (det som er sett før, tel ikkje)
search-lost-at-water = I vatnet sidan
search-current-towards = Straum mot (grader)
search-current = Straum (m/s)
search-wind-from = Vind frå (grader)
search-wind = Vind (m/s)
search-water-hint = Straumen blir sagt dit han går, vinden dit han kjem frå. Utan straum og vind veks området likevel med tida.
search-make = Lag leitekartet
search-busy = Reknar …
search-needs-where = Set siste kjende stad først.
search-needs-when = Sei når personen hamna i vatnet.
search-left = Ikkje dekt av det som er sett
search-elsewhere = Utanfor kartet
search-made = Laga
search-made-by = { $name }, { $time }
percent = { $share } %
search-minutes = Lengste flyging (minutt)
search-tasks = Foreslå kvar dronene skal leite
search-tasks-busy = Prøver planar …
search-tasks-hint = Ein person i det opne blir oppdaga med { $share } % sannsyn frå høgda i malen. Kvar flate blir rekna som om dei før henne ikkje fann nokon.
search-task = { $place }.
search-task-gain = { $share } % på { $minutes } min
search-task-rate = { $share } % per minutt
search-task-plan = Planlegg flate { $place }
search-legend = Leitekart
search-legend-line = Minst { $level } % av kartet (held { $share } %)
search-legend-elsewhere = Utanfor kartet: { $share } %
search-legend-left = Ikkje dekt av det som er sett: { $share } %
log-search_map_made = Leitekart laga: { $kind }
guest-layer-search = Leitekart

# Flater med vekt, teikna for hand
weighted-about = Teikn flater der den sakna kan vere, og sei kor sannsynleg kvar av dei er. Kartet deler sjansen mellom dei.
weighted-draw = Teikn ei flate
weighted-draw-more = Teikn ei flate til
weighted-undo = Angre
weighted-hint = Trykk på kartet rundt flata ({ $count } hjørne, minst 3).
weighted-ready = Flata har { $count } hjørne. Legg til fleire, eller trykk Ferdig.
weighted-too-small = Ikkje ei flate enno: { $count } hjørne, minst 3. Legg til fleire, eller angre punkta.
weighted-finish = Trykk Ferdig når flata er teikna.
weighted-none = Teikn minst ei flate først.
weighted-area = Flate { $place }
weighted-how = Kor sannsynleg er flate { $place }
weighted-word-likely = Sannsynleg
weighted-word-possible = Mogleg
weighted-word-unlikely = Lite truleg
weighted-percent = Prosent i flate { $place }
weighted-show = Vis flate { $place } på kartet
weighted-edit = Flytt hjørna i flate { $place }
weighted-remove = Fjern flate { $place }
weighted-elsewhere = Ein annan stad enn i flatene (prosent)
