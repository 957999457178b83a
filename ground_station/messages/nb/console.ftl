# The page as a whole
app-loading = Åpner kartet …
app-unreachable = Får ikke kontakt med stasjonen
app-unreachable-remedy = Sjekk at du er på stasjonens nett og at stasjonen kjører. Det prøves igjen av seg selv.
app-failed = Stasjonen svarte med en feil
app-no-incident = Ingen åpen hendelse
app-no-incident-remedy = Kartet åpnes av seg selv så snart en hendelse er opprettet på stasjonen.
try-again = Prøv igjen
try-now = Prøv nå
cancel = Avbryt
clock = Klokken
problem-unreachable = Stasjonen svarte ikke.
problem-unreachable-remedy = Sjekk nettet og prøv igjen.

# Signing in
signin-intro = Logg inn for å se hendelsen.
signin-again = Du er logget ut. Logg inn igjen for å fortsette.
signin-name = Navn
signin-password = Passord
signin-do = Logg inn
signin-busy = Logger inn …
sign-out = Logg ut

# Settings
settings = Innstillinger
language = Språk
language-nb = Bokmål
language-nn = Nynorsk
language-en = English
theme = Lys i rommet
theme-auto = Som systemet
theme-day = Dag
theme-night = Natt
role-viewer = Observatør
role-commander = Innsatsleder
role-pilot = Pilot
role-administrator = Administrator
workspace = Arbeidsflate
workspace-command = Ledelse
workspace-flight = Flyging
sound-on = Lyd på
sound-off = Lyd av
sound-locked = Trykk for lyd
sound-missing = Uten lyd

# The picture and its age
picture-none = Venter på bilde
picture-age = Bildet er { $age } s gammelt
picture-is-old = Bildet er { $age } gammelt
picture-loading = Henter hendelsen …
picture-loading-detail = Kart, funn og logg kommer om et øyeblikk.
link-strip-lost = Sambandet med stasjonen er brutt.
link-strip-last = Kartet viser slik det var kl. { $time }.
link-strip-remedy = Sjekk nettet; bruk radio så lenge.
link-strip-again = Prøver igjen om { $seconds } s
link-strip-trying = Prøver å koble til …
age-seconds = { $n } s
age-minutes = { $n } min
age-hours = { $h } t { $m } min
ago = { $age } siden

# Alerts
alert-new = Nytt funn { $number }
alert-show = Vis
alert-acknowledge = Kvitter
alert-acknowledge-all = Alle { $count }

# Findings
findings = Funn
findings-none = Ingen funn ennå
findings-none-searching = Dronene søker. Det varsles her og med lyd når noe varmt eller et menneske er sett.
findings-none-waiting = Ingen fartøy er i luften. Funn kommer når søket er i gang.
finding-number = Funn { $number }:
finding-kind-hotspot = Varmepunkt
finding-kind-person = Person
finding-kind-person-or-animal = Person eller dyr
looks = { $count } blikk
passes = { $count ->
        [one] { $count } overflyging
       *[other] { $count } overflyginger
    }
status-new = Nytt
status-found = Ikke vurdert
status-confirmed = Bekreftet
status-dismissed = Avvist
status-extinguished = Slokket
order = Rekkefølge
order-newest = Nyeste
order-hottest = Varmeste
dismissed-show = Vis avviste ({ $count })
dismissed-hide = Skjul avviste ({ $count })
detail-position = Posisjon
detail-uncertainty = Usikkerhet (95 %)
detail-ellipse = ± { $major } × { $minor } m
detail-temperature = Temperatur
detail-last-celsius = sist { $degrees } °C
detail-size = Størrelse
detail-length = Lengde
detail-metres = { $metres } m, så langt sett
detail-moves = Beveger seg
detail-moves-words = gikk da kameraet så; posisjonen er den siste
detail-confidence = Sikkerhet
detail-seen-by = Sett av
detail-first = Først sett
detail-last = Sist sett
detail-reviewed = Vurdert
detail-height = Høyde
detail-altitude = { $metres } moh.
copy-position = Kopier posisjonen { $position }
copy-copied = Kopiert
copy-failed = Kopieringen ble nektet. Les posisjonen av skjermen.
position-form = Posisjon som { $form }. Bytt til { $next }
position-utm = UTM
position-mgrs = MGRS
position-degrees = Grader
place = Pekt på kartet
place-close = Lukk posisjonen
place-middle = Posisjonen midt i kartet
review-of = Vurder funn { $number }
review-confirmed = Bekreft
review-dismissed = Avvis
review-extinguished = Slokket
review-busy = Sender …
review-not-allowed = Rollen din kan ikke vurdere funn. Be innsatslederen.

# Aircraft
aircraft = Fartøy
aircraft-none = Ingen fartøy
aircraft-none-detail = Slå på dronen og radioen. Den kommer hit av seg selv når den høres.
aircraft-name = Fartøy { $letter }: { $mode }, { $link }
aircraft-on-ground = På bakken
aircraft-armed = Motorer klargjort
height-ground = { $metres } m over bakken
height-home = { $metres } m over start
link-live = samband
link-stale = stille i { $age }
link-lost = brutt, { $age }
seen-fraction = Avsøkt { $percent }
satellites = { $count } satellitter
mode-unknown = Ukjent modus
mode-hold = Holder posisjon
mode-takeoff = Tar av
mode-mission = Oppdrag
mode-return = Flyr hjem
mode-land = Lander
mode-position = Posisjonsmodus
mode-altitude = Høydemodus
mode-manual = Manuell
mode-stabilized = Stabilisert
mode-acro = Akro
mode-offboard = Styres utenfra
mode-descend = Synker
mode-orbit = Sirkler
mode-follow = Følger
mode-termination = Avbrutt flyging
mode-disarmed = Motorer av

# The thermal picture
thermal = Varmebilde
thermal-of = Varmebilde fra
thermal-none = Ingen fartøy med kamera ennå.
thermal-connecting = Kobler til kameraet …
thermal-waiting = Venter på første bilde …
thermal-larger = Større varmebilde
thermal-smaller = Mindre varmebilde
thermal-describe = Varmebilde fra { $letter }. { $count } i bildet; funn: { $numbers }
thermal-frozen = Kameraet sender det samme bildet om igjen.
thermal-no-temperatures = Kameraet gir ingen temperatur: merket er det som er varmere enn omgivelsene.
thermal-coarse = Så mye er varmt at ikke alt er merket, eller bare grovt.
thermal-saturated = Varmest i bildet: { $degrees }. Kameraet måler ikke høyere.

# The map
map = Kart
map-plain = Kartet er uten terreng: stasjonen har ingen høydedata. Legg dem inn med «varde terrain add».
map-tools = Kartverktøy
zoom-in = Zoom inn
zoom-out = Zoom ut
fit-all = Vis alt
show-seen = Vis avsøkt terreng
seen-legend = Avsøkt terreng
seen-class-fresh = for under { $fresh } min siden
seen-class-older = { $fresh }–{ $old } min siden
seen-class-old = over { $old } min siden
seen-class-coarse = grovt: over { $coarse } cm per piksel, eller på skrå
seen-never = ikke sett
mark-add = Merk på kartet
mark-hint = Trykk på kartet der merket skal stå.
mark-placed = Velg hva det er, og lagre.
mark-kind = Slags merke
mark-text = Tekst (valgfri)
mark-save = Lagre merket
mark-command_post = Kommandoplass
mark-water = Vann
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
fly-not-allowed = Rollen din kan ikke styre fartøy. Be piloten.
not-ready = Ikke klar til start
hold-to = Hold inne: { $action }
hold-on = Hold …
hold-longer = Hold lenger
command-arm = Klargjør motorer
command-disarm = Slå av motorer
command-takeoff = Ta av
command-start_mission = Start oppdrag
command-pause = Pause
command-resume = Fortsett
command-goto = Fly til
command-return = Fly hjem
command-land = Land
command-busy = { $command } { $letter }: venter på svar fra fartøyet …
command-answer = { $command } { $letter }: { $outcome }
unanswered-remedy = Det er ukjent om det ble gjort. Se på fartøyets modus før du prøver igjen.
outcome-accepted = godtatt
outcome-denied = avslått
outcome-temporarily_rejected = avslått for øyeblikket
outcome-unsupported = støttes ikke av fartøyet
outcome-failed = mislyktes
outcome-unanswered = ubesvart
outcome-cancelled = avbrutt
upload = Opplasting
upload-to = Last opp planen til { $letter }
uploaded = Planen er om bord
plan-none = Ingen plan ennå. Lag en nedenfor.
plan-part = Del av planen
plan-part-n = Del { $n }
plan-new = Ny plan
area-draw = Tegn søkeområde
area-undo = Angre punkt
area-hint = Trykk på kartet i hvert hjørne ({ $count } av minst 3).
area-ready = Området har { $count } hjørner. Legg til flere, eller lag planen.
template = Mal
parameter-height_agl_m = Høyde over bakken
parameter-overlap = Overlapp
parameter-speed_ms = Fart
parameter-limits = { $from } til { $to }
checklist = Sjekkliste ({ $done } av { $count })
plan-vehicles = Fartøy i planen
plan-make = Lag plan
plan-busy = Lager plan …
plan-needs-area = Tegn søkeområdet først.
plan-made = Planen er klar til opplasting
plan-refused = Planen avvises
plan-figures = { $minutes } min · dekker { $covered } · { $gsd } cm per piksel

# The log
log = Logg
log-none = Loggen er tom
log-none-detail = Alt som skjer i hendelsen kommer hit.
log-filter = Utvalg
log-all = Alt
log-important = Viktig
note-text = Skriv i loggen
note-write = Før inn
log-incident_opened = Hendelsen «{ $title }» er åpnet
log-incident_closed = Hendelsen er avsluttet
log-finding_found = Funn { $number }: { $what }
log-finding_merged = To funn var ett og samme; det heter nå { $number }
log-finding_reviewed = Funn { $number }: { $verdict }
log-mark_added = Merke på kartet: { $kind } { $text }
log-plan_made = Plan laget av malen { $template } for { $count } fartøy
log-mission_uploaded = { $letter }: plan lastet opp, { $outcome }
log-command_issued = { $letter }: { $command } – { $outcome }
log-vehicle_connected = { $letter }: samband
log-vehicle_lost = { $letter }: sambandet er brutt
log-vehicle_mode_changed = { $letter }: { $mode }
log-vehicle_said = { $letter }: { $text }
log-vehicle_said-own = { $letter } sier med egne ord: «{ $text }»

# Safety alerts in the banner and the lists
severity-critical = Fare
severity-warning = Varsel
alert-acknowledged = kvittert
alert-behind = { $count } til venter
alert-warnings-behind = { $count ->
        [one] { $count } varsel venter
       *[other] { $count } varsler venter
    }

# Manned traffic
traffic = Bemannede luftfartøy
traffic-height = { $metres } moh.
traffic-no-height = ukjent høyde
traffic-in = nærmest om { $seconds } s
traffic-above = { $metres } m over
traffic-below = { $metres } m under
traffic-approach = { $name } er nærmest om { $seconds } s: { $metres } m fra { $letter }, { $height }
traffic-leaves = { $name } er { $metres } m fra { $letter }, { $height }, og kommer ikke nærmere
traffic-alone = { $name }: ingen av våre er i lufta

# Clear the air
air-clear = Tøm luftrommet
air-hold = Hold knappen i ett sekund.
air-promise = Alle droner går straks ned til hvert sitt trygge lag, hjem eller ned på bakken, uansett hvem som er fartøysjef. De er klare etter 10 s og veien ned: 35 s fra 60 m.
air-clearing = Luftrommet tømmes
air-some-clear = Luftrommet tømmes: { $clear } av { $count } klare
air-all-clear = Luftrommet er tømt: { $count } av { $count } klare
air-empty = Luftrommet holdes tomt: ingen droner var i lufta
air-kept = Ingen tar av eller flyr videre før luftrommet er fritt
air-free = Luftrommet er fritt
air-not-asked = Stasjonen fikk ikke beskjeden. Hold knappen en gang til, eller ring fartøysjefene.
air-unsure = Uvisst om stasjonen fikk beskjeden. Hold knappen en gang til, og ring fartøysjefene.
air-why-traffic = Bemannet luftfartøy: { $name }
air-why-button = Knappen i kartet
air-why-free = Meldt fritt i kartet
air-status-ordered = Beordret:
air-status-on_its_way = På vei:
air-status-clear = Klar
air-status-unanswered = Svarer ikke:
air-status-refused = Nekter:
air-how-layer = til sitt lag, { $metres } m over start
air-how-land = lander
air-how-return = flyr hjem
air-how-leave = fortsetter hjem eller ned
air-how-disarm = stopper motorene på bakken
air-took = etter { $seconds } s
air-was-clear = var allerede ute av veien
air-left = klar innen { $seconds } s
air-late = FORSINKET, { $age } siden knappen

# Who is in command
pilot-none = Ingen fartøysjef
pilot-is = Fartøysjef: { $name }
pilot-you = Fartøysjef: { $name } (du)
pilot-asks = · { $name } ber om det, får det om { $seconds } s
pilot-takes-over = · { $name } overtar om { $seconds } s
control-take = Ta kommandoen over { $letter }
control-ask = Be om kommandoen over { $letter }
control-withdraw = Ikke be lenger
control-grant = Overlat til { $name }
control-grant-now = Overlat nå
control-refuse = Behold kommandoen
control-hand-over = Overlat …
control-hand-over-do = Overlat { $letter } til { $name }
control-release = Gi fra deg
control-take-over = Overta …
control-take-over-hint = { $pilot } får vite det straks og kan ikke si nei. Det gjelder etter 10 s og skrives i loggen.
control-take-over-do = Overta { $letter }: { $name } blir fartøysjef
control-to = Hvem skal ha kommandoen
control-why = Hva har hendt
control-needs-both = Skriv et navn og hva som har hendt.
control-needs-name = Skriv et navn.
ask-asks = { $name } ber om kommandoen over { $letter }.
ask-take-over = { $name } overtar kommandoen over { $letter }.
ask-passes = Uten svar går den over om { $seconds } s.
fly-not-in-command = { $name } er fartøysjef på { $letter }. Be om kommandoen for å fly.

# Checks before the flight
preflight = Før flyging med { $letter }:
preflight-reading = leser av fartøyet …
preflight-unknown = ikke lest
preflight-good = alt i orden
preflight-mostly = ingenting hindrer, { $count } å se på
preflight-blocks = { $count } hindrer flyging
preflight-more = { $count } til
check-status-ok = I orden:
check-status-warning = Se på:
check-status-blocking = Hindrer:
check-status-unknown = Vet ikke:
checklist-hint = Se etter, og kryss av. Alt må være krysset av før flyging.
safe-set = { $count ->
        [one] Sett trygg verdi på { $letter } ({ $count })
       *[other] Sett trygge verdier på { $letter } ({ $count })
    }
safe-busy = Setter og leser tilbake …
safe-done = Alle sikringene er satt og lest tilbake.
safe-answer = Trygge verdier: { $outcome }
override-open = Fly likevel …
override-why = { $count ->
        [one] Hvorfor fly selv om { $count } punkt hindrer?
       *[other] Hvorfor fly selv om { $count } punkter hindrer?
    }
override-hint = Minst { $least } tegn. Navnet ditt, grunnen og punktene skrives i loggen når du klargjør eller tar av.
override-give = Fly med denne grunnen
override-given = Neste ordre går selv om sjekken sier nei: { $why }
override-withdraw = Trekk tilbake

# Going on with a plan
resume-name = Fortsett planen
resume-stopped = { $letter } har fløyet planen. Stasjonen vet hvor søket stoppet, eller om alt er gjort.
resume-stopped-at = { $letter } stoppet på etappe { $leg }, { $percent } av den.
resume-same = Fortsett med { $letter } der søket stoppet
resume-other = La { $letter } fortsette der { $from } stoppet
resume-busy = Sender resten av planen til { $letter } …
resume-done = Resten er om bord i { $letter }: fra etappe { $leg } ({ $percent }), { $metres } m igjen. Klargjør motorer, ta av og start oppdraget.

# More in the log
command-orbit = Sirkle
command-look = Se hit
command-look_ahead = Se framover
command-speed = Endre fart
log-control-taken = { $letter }: { $pilot } er fartøysjef
log-control-asked = { $letter }: { $next } ber { $pilot } om kommandoen
log-control-granted = { $letter }: kommandoen er overlatt til { $pilot }
log-control-refused = { $letter }: { $pilot } beholder kommandoen
log-control-withdrawn = { $letter }: det bes ikke lenger om kommandoen
log-control-released = { $letter }: kommandoen er gitt fra seg; fartøysjef: { $pilot }
log-control-announced = { $letter }: { $next } overtar fra { $pilot }{ $why }
log-control-passed = { $letter }: kommandoen gikk over til { $pilot }
log-alert_raised = { $letter }: { $alert }
log-alert_cleared = { $letter }: ikke lenger: { $alert }
log-ticked = { $letter }: sett etter: { $item }
log-unticked = { $letter }: avkryssing tatt tilbake: { $item }
log-preflight_overridden = { $letter }: flyr selv om { $count } punkter hindrer: { $why }
log-parameters_set = { $letter }: { $names } satt, { $outcome }
log-air_clearing_ordered = Luftrommet tømmes ({ $letters }): { $why }
log-air_cleared = { $letter } er ute av veien etter { $seconds } s (lovet { $promised } s)
log-air_not_cleared = { $letter } er IKKE ute av veien etter { $seconds } s (lovet { $promised } s)
log-air_freed = Luftrommet er fritt: { $why }

# Said on this screen and not yet sent
unsent = Ikke sendt
unsent-count = { $count ->
        [one] { $count } ting er ikke sendt ennå.
       *[other] { $count } ting er ikke sendt ennå.
    }
unsent-later = Det sendes av seg selv når stasjonen høres.
unsent-review = { $verdict }: venter på å bli sendt
unsent-conflict = I mellomtida er det sagt: { $status }, av { $name }.
unsent-gone = Funnet er slått sammen med et annet.
unsent-insist = Send mitt likevel: { $what }
unsent-keep-theirs = Behold: { $status }
unsent-drop = Forkast
mark-unsent = ikke sendt
replay-no-changes = Dette er et tilbakeblikk. Gå til nå for å vurdere funn.

# Looking back
replay = TILBAKEBLIKK
replay-at = Slik det var kl. { $time }, for { $age } siden. Ikke nå.
replay-fetching = Henter journalen …
replay-play = Spill av
replay-pause = Stopp
replay-end = Til nå
time-slider = Tid: hele hendelsen. Høyre kant er nå.
time-now = NÅ
replay-not-kept = Dette vises bare for nå, ikke i tilbakeblikk.

# Orders about a place
place-hint = Trykk på kartet for å peke ut hva dronen skal se på, sirkle om eller fly til.
place-aircraft = Fartøy
place-height = { $letter } holder høyden sin, { $metres } m over start. Sirkelen er { $radius } m.
place-asking = { $what }: venter på svar …
