# Drawing what a plan is made on
draw-middle = Punkt midt i kartet
draw-done = Ferdig
draw-as = Tegnes som
draw-line = Tegn linje
draw-point = Pek ut stedet
draw-points = Pek ut steder
draw-what-polygon = Malen trenger et område.
draw-what-line = Malen trenger en linje: langs veien, elven, stranden eller brannfronten.
draw-what-point = Malen trenger ett sted.
draw-what-points = Malen trenger ett eller flere steder.
kind-polygon = område
kind-line = linje
kind-point = sted
kind-points = steder
line-hint = Trykk i kartet der linjen begynner og hver gang den svinger ({ $count } av minst 2).
line-ready = Linjen har { $count } punkter. Legg til flere, eller trykk Ferdig.
points-hint = Trykk i kartet på hvert sted.
points-ready = { $count ->
        [one] Ett sted er pekt ut. Legg til flere, eller trykk Ferdig.
       *[other] { $count } steder er pekt ut. Legg til flere, eller trykk Ferdig.
    }
point-hint = Trykk i kartet på stedet.
point-ready = Stedet er pekt ut. Trykk et annet sted for å flytte det.
drawn-whole = Tegnet: { $what }, { $count } punkter.
drawn-part = Ikke ferdig tegnet: { $what }, { $count } punkter.
drawn-clear = Fjern
file-open = Hent fra fil
file-busy = Leser filen …
file-read = Fra { $name }: { $what }, { $count } punkter.
file-keeps-out = Noe i den skal holdes fritt.
file-misfit = Malen trenger: { $what }. Velg en annen mal eller en annen fil.
plan-needs-line = Tegn linjen først.
plan-needs-point = Pek ut stedet først.
plan-needs-points = Pek ut minst ett sted først.

# The wind of a plan
wind = Vind
wind-none = Uten
wind-hand = For hånd
wind-forecast = Varsel
wind-forecast-hint = Den sterkeste vinden de neste to timene fra MET Norge, der planen flys.
wind-from = Vinden kommer fra
wind-from-degrees = Fra (grader)
wind-speed = Styrke (m/s)
compass-0 = N
compass-45 = NØ
compass-90 = Ø
compass-135 = SØ
compass-180 = S
compass-225 = SV
compass-270 = V
compass-315 = NV
wind-direction = { $name } ({ $degrees }°)
wind-used-none = Planlagt uten vind. Blåser det, tar det lengre tid.
wind-used-hand = Vind for hånd: { $speed } m/s fra { $from }.
wind-used-template = Malens egen vind: { $speed } m/s fra { $from }.
wind-used-forecast = Varslet vind: { $speed } m/s fra { $from } kl. { $hour }. Varselet er { $age } gammelt.
wind-gusts = Kast opptil { $speed } m/s ved bakken.
plan-needs-wind = Fyll inn hvor vinden kommer fra og hvor sterk den er.

# Fence and rally points of a plan
zones = Gjerde og samlingspunkter
fence-own = Sett gjerdet nå
fence-usual = Ellers tegner stasjonen et gjerde rundt planen når den sendes.
fence-margin = Avstand rundt område, rute og start (m)
rally-add = Sett samlingspunkter
rally-hint = Trykk i kartet der fartøyet trygt kan lande om hjem er lenger unna ({ $count } av høyst { $most }).
rally-remove = Fjern samlingspunkt { $n }
plan-zones = { $fence ->
        [yes] Med eget gjerde (rødt i kartet)
       *[no] Med gjerdet som stasjonen tegner
    } og { $rally ->
        [0] uten samlingspunkter
        [one] ett samlingspunkt
       *[other] { $rally } samlingspunkter
    }.

# What a plan comes to
plan-vehicle = { $minutes } min, { $kilometres } km, opptil { $height } m over bakken, { $batteries ->
        [one] ett batteri
       *[other] { $batteries } batterier
    }
plan-no-problems = Ingen problemer funnet.
problem-error = Må rettes:
problem-warning = Se på:
problem-show = { $count ->
        [one] Vis i kartet
       *[other] Vis { $count } steder i kartet
    }
airspace-permitted = Vi har tillatelse til { $name }
airspace-again = Lag planen på nytt.
catalogue-open = Se på alle malene

# The templates that the station keeps, and where others come from
catalogue = Maler
catalogue-close = Lukk
catalogue-here = På stasjonen
catalogue-away = Fra kataloger
catalogue-search = Søk i tittel, formål og kommune
catalogue-found = { $count } av { $all } maler
catalogue-waits-shelf = Henter malene …
catalogue-waits-catalogue = Ser etter i katalogen og prøver signaturene …
catalogue-waits-change = Leser endringene …
catalogue-waits-take = Prøver malens egne eksempler og tar den i bruk …
catalogue-waits-adapt = Setter verdiene …
maturity-draft = utkast
maturity-exercise-tested = prøvd i øvelse
maturity-operational = i drift
shelf-by = { $who }, versjon { $version }
shelf-pulled = hentet fra { $from } { $date }
shelf-withdrawn = Trukket tilbake { $date }:
shelf-instead = Bruk { $name } i stedet.
shelf-use = Bruk malen
used-never = Ikke brukt her ennå.
used-here = { $count ->
        [one] Én plan her, sist { $when }.
       *[other] { $count } planer her, sist { $when }.
    }
used-elsewhere = Andre har laget sin egen av den: { $names }.
own-count = { $count ->
        [one] Én verdi er stasjonens egen.
       *[other] { $count } verdier er stasjonens egne.
    }
own-change = Tilpass til stasjonens fartøy og terreng
own-show = Stasjonens egne verdier
own-hint = Verdiene gjelder alle planer herfra, og blir stående når malen oppdateres. Et tomt felt tar utgiverens verdi. En grense for sikkerhet kan bare bli strengere.
own-theirs = Utgiverens: { $value }.
own-stricter-lower = Kan bare bli lavere.
own-stricter-higher = Kan bare bli høyere.
own-yes = ja
own-no = nei
own-save = Sett verdiene
source-none = Stasjonen stoler ikke på noen katalog ennå. En administrator legger den til.
source-open = Se hva den har nå
source-checked = Sist sett etter { $date }. Gjelder til { $until }.
source-stale = Ingen går god for den lenger. Malene som er her, kan brukes videre. Hent en fersk kopi.
source-add = Legg til en katalog
source-address = Adresse, eller mappe på en minnepinne i stasjonen
source-fingerprint = Fingeravtrykk
source-fingerprint-hint = Få det på telefon av den som holder katalogen. Uten det sier stasjonen hvilket den fant, og stoler ikke på den.
source-trust = Stol på katalogen
source-back = Til katalogene
source-empty = Katalogen er tom.
offer-new = Ny her
offer-update = Oppdatering. Her er { $kept }.
offer-current = Samme som her
offer-older = Eldre enn her ({ $kept })
offer-withdrawn = Trukket tilbake
offer-read = Les hva som endres
offer-take = Ta { $version } i bruk
offer-ask = En administrator kan ta den i bruk.
change-new = Helt ny på stasjonen.
change-from = Fra { $kept } til { $version }:

search-title = Savnet: hvor lete først
search-about = Sett siste kjente sted. Kartet viser hvor det er mest sannsynlig å finne den savnede, og hva dronene bør lete over først.
search-kind = Hvordan
search-kind-distance = På land
search-kind-drift = I vannet
search-kind-drawn = Tegnede flater
search-place = Siste kjente sted
search-place-none = ikke satt
search-pick = Pek i kartet
search-middle = Midten av kartet
search-picking = Trykk i kartet der den savnede sist ble sett.
search-who = Hvem
search-who-hiker = Turgåer
search-who-hunter = Jeger
search-who-dementia = Person med demens
search-who-despondent = Fortvilet person
search-who-child-1-3 = Barn 1–3 år
search-who-child-4-6 = Barn 4–6 år
search-who-child-7-9 = Barn 7–9 år
search-who-child-10-12 = Barn 10–12 år
search-who-skier = Skiløper
search-who-angler = Fisker
search-ground = Terreng
search-ground-mountain = Fjell
search-ground-flat = Flatt
search-floats = Hvordan personen flyter
search-floats-unknown = Ukjent
search-floats-vest = Flytevest, oppreist
search-floats-vest-sitting = Redningsvest, sittende
search-floats-survival-suit = Overlevelsesdrakt
search-floats-diving-suit = Dykkerdrakt
search-floats-lifeless = Livløs, ansiktet ned
search-floats-kayak = På en kajakk
search-lost-at = Savnet siden (det som er sett før, teller ikke)
search-lost-at-water = I vannet siden
search-current-towards = Strøm mot (grader)
search-current = Strøm (m/s)
search-wind-from = Vind fra (grader)
search-wind = Vind (m/s)
search-water-hint = Strømmen sies dit den går, vinden dit den kommer fra. Uten strøm og vind vokser området likevel med tiden.
search-make = Lag letekartet
search-busy = Regner …
search-needs-where = Sett siste kjente sted først.
search-needs-when = Si når personen havnet i vannet.
search-left = Ikke dekket av det som er sett
search-elsewhere = Utenfor kartet
search-made = Laget
search-made-by = { $name }, { $time }
percent = { $share } %
search-minutes = Lengste flyging (minutter)
search-tasks = Foreslå hvor dronene skal lete
search-tasks-busy = Prøver planer …
search-tasks-hint = En person i det åpne oppdages med { $share } % sannsynlighet fra malens høyde. Hver flate regnes som om de før den ikke fant noen.
search-task = { $place }.
search-task-gain = { $share } % på { $minutes } min
search-task-rate = { $share } % per minutt
search-task-plan = Planlegg flate { $place }
search-legend = Letekart
search-legend-line = Minst { $level } % av kartet (holder { $share } %)
search-legend-elsewhere = Utenfor kartet: { $share } %
search-legend-left = Ikke dekket av det som er sett: { $share } %
log-search_map_made = Letekart laget: { $kind }
guest-layer-search = Letekart

# Flater med vekt, tegnet for hånd
weighted-about = Tegn flater der den savnede kan være, og si hvor sannsynlig hver av dem er. Kartet deler sjansen mellom dem.
weighted-draw = Tegn en flate
weighted-draw-more = Tegn en flate til
weighted-undo = Angre
weighted-hint = Trykk på kartet rundt flaten ({ $count } hjørner, minst 3).
weighted-ready = Flaten har { $count } hjørner. Legg til flere, eller trykk Ferdig.
weighted-too-small = Ikke en flate ennå: { $count } hjørner, minst 3. Legg til flere, eller angre punktene.
weighted-finish = Trykk Ferdig når flaten er tegnet.
weighted-none = Tegn minst en flate først.
weighted-area = Flate { $place }
weighted-how = Hvor sannsynlig er flate { $place }
weighted-word-likely = Sannsynlig
weighted-word-possible = Mulig
weighted-word-unlikely = Lite trolig
weighted-percent = Prosent i flate { $place }
weighted-show = Vis flate { $place } på kartet
weighted-edit = Flytt hjørnene i flate { $place }
weighted-remove = Fjern flate { $place }
weighted-elsewhere = Et annet sted enn i flatene (prosent)
