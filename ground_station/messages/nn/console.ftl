# The page as a whole
app-loading = Opnar kartet …
app-unreachable = Får ikkje kontakt med stasjonen
app-unreachable-remedy = Sjekk at du er på nettet til stasjonen og at stasjonen køyrer. Det blir prøvd igjen av seg sjølv.
app-failed = Stasjonen svarte med ein feil
app-no-incident = Inga open hending
app-no-incident-remedy = Kartet opnar seg sjølv så snart ei hending er oppretta på stasjonen.
try-again = Prøv igjen
try-now = Prøv no
cancel = Avbryt
clock = Klokka
problem-unreachable = Stasjonen svarte ikkje.
problem-unreachable-remedy = Sjekk nettet og prøv igjen.

# Signing in
signin-intro = Logg inn for å sjå hendinga.
signin-again = Du er logga ut. Logg inn igjen for å halde fram.
signin-name = Namn
signin-password = Passord
signin-do = Logg inn
signin-busy = Loggar inn …
sign-out = Logg ut

# Settings
settings = Innstillingar
language = Språk
language-nb = Bokmål
language-nn = Nynorsk
language-en = English
theme = Lys i rommet
theme-auto = Som systemet
theme-day = Dag
theme-night = Natt
role-viewer = Observatør
role-commander = Innsatsleiar
role-pilot = Pilot
role-administrator = Administrator
workspace = Arbeidsflate
workspace-command = Leiing
workspace-flight = Flyging
sound-on = Lyd på
sound-off = Lyd av
sound-locked = Trykk for lyd
sound-missing = Utan lyd

# The picture and its age
picture-none = Ventar på bilete
picture-age = Biletet er { $age } s gammalt
picture-is-old = Biletet er { $age } gammalt
picture-loading = Hentar hendinga …
picture-loading-detail = Kart, funn og logg kjem om ein augneblink.
link-strip-lost = Sambandet med stasjonen er brote.
link-strip-last = Kartet viser slik det var kl. { $time }.
link-strip-remedy = Sjekk nettet; bruk radio så lenge.
link-strip-again = Prøver igjen om { $seconds } s
link-strip-trying = Prøver å kople til …
age-seconds = { $n } s
age-minutes = { $n } min
age-hours = { $h } t { $m } min
ago = { $age } sidan

# Alerts
alert-new = Nytt funn { $number }
alert-show = Vis
alert-acknowledge = Kvitter
alert-acknowledge-all = Alle { $count }

# Findings
findings = Funn
findings-none = Ingen funn enno
findings-none-searching = Dronane søkjer. Det blir varsla her og med lyd når noko varmt eller eit menneske er sett.
findings-none-waiting = Ingen fartøy er i lufta. Funn kjem når søket er i gang.
finding-number = Funn { $number }:
finding-kind-hotspot = Varmepunkt
finding-kind-person = Person
looks = { $count } blikk
passes = { $count ->
        [one] { $count } overflyging
       *[other] { $count } overflygingar
    }
status-new = Nytt
status-found = Ikkje vurdert
status-confirmed = Stadfesta
status-dismissed = Avvist
status-extinguished = Sløkt
order = Rekkjefølgje
order-newest = Nyaste
order-hottest = Varmaste
dismissed-show = Vis avviste ({ $count })
dismissed-hide = Skjul avviste ({ $count })
detail-position = Posisjon
detail-uncertainty = Uvisse (95 %)
detail-ellipse = ± { $major } × { $minor } m
detail-temperature = Temperatur
detail-last-celsius = sist { $degrees } °C
detail-size = Storleik
detail-confidence = Tryggleik
detail-seen-by = Sett av
detail-first = Først sett
detail-last = Sist sett
detail-reviewed = Vurdert
detail-height = Høgde
detail-altitude = { $metres } moh.
north = N
east = A
copy-position = Kopier posisjonen
review-of = Vurder funn { $number }
review-confirmed = Stadfest
review-dismissed = Avvis
review-extinguished = Sløkt
review-busy = Sender …
review-not-allowed = Rolla di kan ikkje vurdere funn. Be innsatsleiaren.

# Aircraft
aircraft = Fartøy
aircraft-none = Ingen fartøy
aircraft-none-detail = Slå på drona og radioen. Ho kjem hit av seg sjølv når ho blir høyrd.
aircraft-name = Fartøy { $letter }: { $mode }, { $link }
aircraft-on-ground = På bakken
aircraft-armed = Motorar klargjorde
height-ground = { $metres } m over bakken
height-home = { $metres } m over start
link-live = samband
link-stale = stille i { $age }
link-lost = brote, { $age }
seen-fraction = Avsøkt { $percent }
satellites = { $count } satellittar
mode-unknown = Ukjend modus
mode-hold = Held posisjon
mode-takeoff = Tek av
mode-mission = Oppdrag
mode-return = Flyr heim
mode-land = Landar
mode-position = Posisjonsmodus
mode-altitude = Høgdemodus
mode-manual = Manuell
mode-stabilized = Stabilisert
mode-acro = Akro
mode-offboard = Blir styrt utanfrå
mode-descend = Sig ned
mode-orbit = Sirklar
mode-follow = Følgjer
mode-termination = Avbroten flyging
mode-disarmed = Motorar av

# The thermal picture
thermal = Varmebilete
thermal-of = Varmebilete frå
thermal-none = Ingen fartøy med kamera enno.
thermal-connecting = Koplar til kameraet …
thermal-waiting = Ventar på første bilete …
thermal-larger = Større varmebilete
thermal-smaller = Mindre varmebilete
thermal-describe = Varmebilete frå { $letter }. { $count } i biletet; funn: { $numbers }

# The map
map = Kart
map-plain = Kartet er utan terreng: stasjonen har ingen høgdedata. Legg dei inn med «varde terrain add».
map-tools = Kartverktøy
zoom-in = Zoom inn
zoom-out = Zoom ut
fit-all = Vis alt
show-seen = Vis avsøkt terreng
mark-add = Merk på kartet
mark-hint = Trykk på kartet der merket skal stå.
mark-placed = Vel kva det er, og lagre.
mark-kind = Slags merke
mark-text = Tekst (valfri)
mark-save = Lagre merket
mark-command_post = Kommandoplass
mark-water = Vatn
mark-danger = Fare
mark-note = Notat
mark-sector = Sektor
mark-area = Område
mark-short-command_post = KO
mark-short-water = V
mark-short-danger = !
mark-short-note = N
mark-short-sector = S
mark-short-area = O

# Tabs on a tablet
sheets = Ark
tab-map = Kart
tab-findings = Funn
tab-aircraft = Fartøy
tab-thermal = Varme
tab-log = Logg
tab-flight = Flyging

# Flight
flight = Flyging
fly-not-allowed = Rolla di kan ikkje styre fartøy. Be piloten.
ready = Klar til start
not-ready = Ikkje klar til start
hold-to = Hald inne: { $action }
hold-on = Hald …
hold-longer = Hald lenger
command-arm = Klargjer motorar
command-disarm = Slå av motorar
command-takeoff = Ta av
command-start_mission = Start oppdrag
command-pause = Pause
command-resume = Hald fram
command-goto = Fly til
command-return = Fly heim
command-land = Land
command-busy = { $command } { $letter }: ventar på svar frå fartøyet …
command-answer = { $command } { $letter }: { $outcome }
unanswered-remedy = Det er ukjent om det blei gjort. Sjå på modusen til fartøyet før du prøver igjen.
outcome-accepted = godteke
outcome-denied = avslått
outcome-temporarily_rejected = avslått for augneblinken
outcome-unsupported = er ikkje støtta av fartøyet
outcome-failed = mislukkast
outcome-unanswered = utan svar
outcome-cancelled = avbrote
upload = Opplasting
upload-to = Last opp planen til { $letter }
uploaded = Planen er om bord
plan-none = Ingen plan enno. Lag ein nedanfor.
plan-part = Del av planen
plan-part-n = Del { $n }
plan-new = Ny plan
area-draw = Teikn søkjeområde
area-cancel = Avbryt teikning
area-undo = Angre punkt
area-hint = Trykk på kartet i kvart hjørne ({ $count } av minst 3).
area-ready = Området har { $count } hjørne. Legg til fleire, eller lag planen.
template = Mal
parameter-height_agl_m = Høgde over bakken
parameter-overlap = Overlapp
parameter-speed_ms = Fart
parameter-limits = { $from } til { $to }
checklist = Sjekkliste ({ $done } av { $count })
plan-vehicles = Fartøy i planen
plan-make = Lag plan
plan-busy = Lagar plan …
plan-needs-area = Teikn søkjeområdet først.
plan-made = Planen er klar til opplasting
plan-refused = Planen blir avvist
plan-figures = { $minutes } min · dekkjer { $covered } · { $gsd } cm per piksel

# The log
log = Logg
log-none = Loggen er tom
log-none-detail = Alt som skjer i hendinga kjem hit.
log-filter = Utval
log-all = Alt
log-important = Viktig
log-incident_opened = Hendinga «{ $title }» er opna
log-incident_closed = Hendinga er avslutta
log-finding_found = Funn { $number }: { $what }
log-finding_merged = To funn var eitt og same; det heiter no { $number }
log-finding_reviewed = Funn { $number }: { $verdict }
log-mark_added = Merke på kartet: { $kind } { $text }
log-plan_made = Plan laga av malen { $template } for { $count } fartøy
log-mission_uploaded = { $letter }: plan lasta opp, { $outcome }
log-command_issued = { $letter }: { $command } – { $outcome }
log-vehicle_connected = { $letter }: samband
log-vehicle_lost = { $letter }: sambandet er brote
log-vehicle_mode_changed = { $letter }: { $mode }
log-vehicle_said = { $letter } melder: { $text }
