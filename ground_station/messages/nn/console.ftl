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
finding-kind-person-or-animal = Person eller dyr
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
detail-length = Lengd
detail-metres = { $metres } m, så langt sett
detail-moves = Rører seg
detail-moves-words = gjekk då kameraet såg; posisjonen er den siste
detail-confidence = Tryggleik
detail-seen-by = Sett av
detail-first = Først sett
detail-last = Sist sett
detail-reviewed = Vurdert
detail-height = Høgde
detail-altitude = { $metres } moh.
copy-position = Kopier posisjonen { $position }
copy-copied = Kopiert
copy-failed = Kopieringa vart nekta. Les posisjonen av skjermen.
position-form = Posisjon som { $form }. Byt til { $next }
position-utm = UTM
position-mgrs = MGRS
position-degrees = Grader
place = Peika på kartet
place-close = Lukk posisjonen
place-middle = Posisjonen midt i kartet
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
thermal-frozen = Kameraet sender det same biletet om att.
thermal-no-temperatures = Kameraet gjev ingen temperatur: merkt er det som er varmare enn omgjevnadene.
thermal-coarse = Så mykje er varmt at ikkje alt er merkt, eller berre grovt.
thermal-saturated = Varmast i biletet: { $degrees }. Kameraet måler ikkje høgare.

# The map
map = Kart
map-plain = Kartet er utan terreng: stasjonen har ingen høgdedata. Legg dei inn med «varde terrain add».
map-tools = Kartverktøy
zoom-in = Zoom inn
zoom-out = Zoom ut
fit-all = Vis alt
show-seen = Vis avsøkt terreng
seen-legend = Avsøkt terreng
seen-class-fresh = for under { $fresh } min sidan
seen-class-older = { $fresh }–{ $old } min sidan
seen-class-old = over { $old } min sidan
seen-class-coarse = grovt: over { $coarse } cm per piksel, eller på skrå
seen-never = ikkje sett
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
note-text = Skriv i loggen
note-write = Før inn
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
log-vehicle_said = { $letter }: { $text }
log-vehicle_said-own = { $letter } seier med eigne ord: «{ $text }»

# Safety alerts in the banner and the lists
severity-critical = Fare
severity-warning = Varsel
alert-acknowledged = kvittert
alert-behind = { $count } til ventar
alert-warnings-behind = { $count ->
        [one] { $count } varsel ventar
       *[other] { $count } varsel ventar
    }

# Manned traffic
traffic = Bemanna luftfartøy
traffic-height = { $metres } moh.
traffic-no-height = ukjend høgd
traffic-in = nærast om { $seconds } s
traffic-above = { $metres } m over
traffic-below = { $metres } m under
traffic-approach = { $name } er nærast om { $seconds } s: { $metres } m frå { $letter }, { $height }
traffic-leaves = { $name } er { $metres } m frå { $letter }, { $height }, og kjem ikkje nærare
traffic-alone = { $name }: ingen av våre er i lufta

# Clear the air
air-clear = Tøm luftrommet
air-hold = Hald knappen i eitt sekund.
air-promise = Alle dronar går straks ned til kvart sitt trygge lag, heim eller ned på bakken, uansett kven som er fartøysjef. Dei er klare etter 10 s og vegen ned: 35 s frå 60 m.
air-clearing = Luftrommet blir tømt
air-some-clear = Luftrommet blir tømt: { $clear } av { $count } klare
air-all-clear = Luftrommet er tømt: { $count } av { $count } klare
air-empty = Luftrommet blir halde tomt: ingen dronar var i lufta
air-kept = Ingen tek av eller flyg vidare før luftrommet er fritt
air-free = Luftrommet er fritt
air-not-asked = Stasjonen fekk ikkje beskjeden. Hald knappen ein gong til, eller ring fartøysjefane.
air-unsure = Uvisst om stasjonen fekk beskjeden. Hald knappen ein gong til, og ring fartøysjefane.
air-why-traffic = Bemanna luftfartøy: { $name }
air-why-button = Knappen i kartet
air-why-free = Meldt fritt i kartet
air-status-ordered = Beordra:
air-status-on_its_way = På veg:
air-status-clear = Klar
air-status-unanswered = Svarar ikkje:
air-status-refused = Nektar:
air-how-layer = til laget sitt, { $metres } m over start
air-how-land = landar
air-how-return = flyg heim
air-how-leave = held fram heim eller ned
air-how-disarm = stoppar motorane på bakken
air-took = etter { $seconds } s
air-was-clear = var alt ute av vegen
air-left = klar innan { $seconds } s
air-late = FORSEINKA, { $age } sidan knappen

# Who is in command
pilot-none = Ingen fartøysjef
pilot-is = Fartøysjef: { $name }
pilot-you = Fartøysjef: { $name } (du)
pilot-asks = · { $name } bed om det, får det om { $seconds } s
pilot-takes-over = · { $name } tek over om { $seconds } s
control-take = Ta kommandoen over { $letter }
control-ask = Be om kommandoen over { $letter }
control-withdraw = Ikkje be lenger
control-grant = Overlat til { $name }
control-grant-now = Overlat no
control-refuse = Behald kommandoen
control-hand-over = Overlat …
control-hand-over-do = Overlat { $letter } til { $name }
control-release = Gi frå deg
control-take-over = Ta over …
control-take-over-hint = { $pilot } får vite det straks og kan ikkje seie nei. Det gjeld etter 10 s og blir skrive i loggen.
control-take-over-do = Ta over { $letter }: { $name } blir fartøysjef
control-to = Kven skal ha kommandoen
control-why = Kva har hendt
control-needs-both = Skriv eit namn og kva som har hendt.
control-needs-name = Skriv eit namn.
ask-asks = { $name } bed om kommandoen over { $letter }.
ask-take-over = { $name } tek over kommandoen over { $letter }.
ask-passes = Utan svar går han over om { $seconds } s.
fly-not-in-command = { $name } er fartøysjef på { $letter }. Be om kommandoen for å flyge.

# Checks before the flight
preflight = Før flyging med { $letter }:
preflight-reading = les av fartøyet …
preflight-unknown = ikkje lese
preflight-good = alt i orden
preflight-mostly = ingenting hindrar, { $count } å sjå på
preflight-blocks = { $count } hindrar flyging
preflight-more = { $count } til
check-status-ok = I orden:
check-status-warning = Sjå på:
check-status-blocking = Hindrar:
check-status-unknown = Veit ikkje:
checklist-hint = Sjå etter, og kryss av. Alt må vere kryssa av før flyging.
safe-set = { $count ->
        [one] Set trygg verdi på { $letter } ({ $count })
       *[other] Set trygge verdiar på { $letter } ({ $count })
    }
safe-busy = Set og les tilbake …
safe-done = Alle sikringane er sette og lesne tilbake.
safe-answer = Trygge verdiar: { $outcome }
override-open = Flyg likevel …
override-why = { $count ->
        [one] Kvifor flyge sjølv om { $count } punkt hindrar?
       *[other] Kvifor flyge sjølv om { $count } punkt hindrar?
    }
override-hint = Minst { $least } teikn. Namnet ditt, grunnen og punkta blir skrivne i loggen når du klargjer eller tek av.
override-give = Flyg med denne grunnen
override-given = Neste ordre går sjølv om sjekken seier nei: { $why }
override-withdraw = Trekk tilbake

# Going on with a plan
resume-name = Hald fram med planen
resume-stopped = { $letter } har floge planen. Stasjonen veit kvar søket stoppa, eller om alt er gjort.
resume-stopped-at = { $letter } stoppa på etappe { $leg }, { $percent } av han.
resume-same = Hald fram med { $letter } der søket stoppa
resume-other = La { $letter } halde fram der { $from } stoppa
resume-busy = Sender resten av planen til { $letter } …
resume-done = Resten er om bord i { $letter }: frå etappe { $leg } ({ $percent }), { $metres } m att. Klargjer motorar, ta av og start oppdraget.

# More in the log
command-orbit = Sirkle
command-look = Sjå hit
command-look_ahead = Sjå framover
command-speed = Endre fart
log-control-taken = { $letter }: { $pilot } er fartøysjef
log-control-asked = { $letter }: { $next } bed { $pilot } om kommandoen
log-control-granted = { $letter }: kommandoen er overlaten til { $pilot }
log-control-refused = { $letter }: { $pilot } beheld kommandoen
log-control-withdrawn = { $letter }: ingen bed lenger om kommandoen
log-control-released = { $letter }: kommandoen er gitt frå seg; fartøysjef: { $pilot }
log-control-announced = { $letter }: { $next } tek over frå { $pilot }{ $why }
log-control-passed = { $letter }: kommandoen gjekk over til { $pilot }
log-alert_raised = { $letter }: { $alert }
log-alert_cleared = { $letter }: ikkje lenger: { $alert }
log-ticked = { $letter }: sett etter: { $item }
log-unticked = { $letter }: avkryssing teken tilbake: { $item }
log-preflight_overridden = { $letter }: flyg sjølv om { $count } punkt hindrar: { $why }
log-parameters_set = { $letter }: { $names } sett, { $outcome }
log-air_clearing_ordered = Luftrommet blir tømt ({ $letters }): { $why }
log-air_cleared = { $letter } er ute av vegen etter { $seconds } s (lova { $promised } s)
log-air_not_cleared = { $letter } er IKKJE ute av vegen etter { $seconds } s (lova { $promised } s)
log-air_freed = Luftrommet er fritt: { $why }

# Said on this screen and not yet sent
unsent = Ikkje sendt
unsent-count = { $count ->
        [one] { $count } ting er ikkje sendt enno.
       *[other] { $count } ting er ikkje sendt enno.
    }
unsent-later = Det blir sendt av seg sjølv når stasjonen kan høyrast.
unsent-review = { $verdict }: ventar på å bli sendt
unsent-conflict = I mellomtida er det sagt: { $status }, av { $name }.
unsent-gone = Funnet er slått saman med eit anna.
unsent-insist = Send mitt likevel: { $what }
unsent-keep-theirs = Behald: { $status }
unsent-drop = Forkast
mark-unsent = ikkje sendt
replay-no-changes = Dette er eit tilbakeblikk. Gå til no for å vurdere funn.

# Looking back
replay = TILBAKEBLIKK
replay-at = Slik det var kl. { $time }, for { $age } sidan. Ikkje no.
replay-fetching = Hentar journalen …
replay-play = Spel av
replay-pause = Stopp
replay-end = Til no
time-slider = Tid: heile hendinga. Høgre kant er no.
time-now = NO
replay-not-kept = Dette blir berre vist for no, ikkje i tilbakeblikk.

# Orders about a place
place-hint = Trykk på kartet for å peike ut kva dronen skal sjå på, sirkle om eller fly til.
place-aircraft = Fartøy
place-height = { $letter } held høgda si, { $metres } m over start. Sirkelen er { $radius } m.
place-asking = { $what }: ventar på svar …
