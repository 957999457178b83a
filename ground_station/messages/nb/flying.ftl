# Flying: who is in command, what is checked before a flight, why an order is not sent.

control-in-command = Noen andre har kommandoen
    .detail = { $pilot } har kommandoen over denne dronen.
    .remedy = Be om kommandoen: du får den når { $pilot } gir den fra seg, eller ikke svarer på 30 sekunder.
control-not-yours = Ikke ditt å avgjøre
    .detail = Bare piloten med kommandoen ({ $pilot }) kan gjøre dette; innsatslederen kan overta.
    .remedy = Be om kommandoen.
control-already-asked = Noen ber om den alt
    .detail = Noen har alt bedt { $pilot } om kommandoen.
    .remedy = Vent på svaret; det kommer innen 30 sekunder.
control-nobody-asks = Ingen ber om den
    .detail = Ingen ber om kommandoen, så det er ingenting å svare på.
    .remedy = Si hvem som skal ha den.
control-takeover-stands = En overtakelse kan ikke avslås
    .detail = Innsatslederen har varslet at kommandoen tas over fra { $pilot }.
    .remedy = Snakk med innsatslederen.
control-needs-reason = Grunnen mangler
    .detail = En overtakelse fra { $pilot } må ha en grunn i loggen.
    .remedy = Skriv i `why` hva som har skjedd.
control-not-a-pilot = Ikke pilot
    .detail = Ingen bruker med det navnet har lov til å fly.
    .remedy = Oppgi noen med rollen pilot eller administrator.

air-kept-clear = Luftrommet holdes tomt av { $by }. Meld det fritt først.
plan-fence-corners = Gjerdet har { $corners } hjørner; en drone har plass til høyst { $most }. Tegn det enklere.
plan-fence-route = Planen forlater gjerdet som er tegnet for den. Tegn gjerdet videre, eller utelat det.
plan-fence-home = Startstedet ligger utenfor gjerdet som er tegnet. Tegn gjerdet rundt det.
plan-rally-outside = Et samlingspunkt ligger utenfor gjerdet. Flytt det innenfor.
plan-rally-ground = Høyden på bakken ved et samlingspunkt er ikke kjent. Legg til høydemodellen, eller flytt punktet.
plan-zone-place = Et hjørne av gjerdet eller et samlingspunkt er ikke et sted på jorda. Tegn det på nytt.
way-too-high = Stedet ligger over høydegrensen på { $limit } m. Velg en lavere høyde.
way-outside-fence = Stedet ligger utenfor gjerdet på dronen. Velg et sted innenfor.
way-leaves-fence = Rett vei dit går ut av gjerdet. Fly rundt i to steg.
way-no-terrain = Uten høydemodell sendes ikke dronen lavere. Legg til en, eller velg høyden den har nå.
way-unknown-ground = Veien går over terreng med ukjent høyde. Legg til høydemodellen, eller velg et sted med kjent terreng.
way-too-low = Rett vei dit kommer så nær bakken som { $clearance } m. Velg minst { $higher } m over hjemplassen.
tick-people = Ingen står under avgangen og veien ut.
tick-weather = Vind, nedbør og ising er innenfor det dronen tåler.

check-link = Samband med dronen
    .remedy = Vent til den høres, eller se på radio og nett.
check-satellites = { $satellites } satellitter, minst { $least } trengs
    .remedy = Vent under åpen himmel, unna vegger og metall.
check-home = Hjemplass
    .remedy = Vent: dronen setter den når den vet hvor den er.
check-arming = { $reason }
    .remedy = Rett dette; dronen armeres ikke før.
check-not-ready = Dronen er ikke klar og sier ikke hvorfor
    .remedy = Vent et halvt minutt; les så meldingene i loggen.
check-battery = Batteri { $percent } %, planen med reserve trenger { $needed } %
    .remedy = Sett i et fullere batteri, eller planlegg en kortere flyging.
check-wind = Vind { $speed } m/s, grense { $limit } m/s
    .remedy = Vent på mindre vind.
check-plan-none = Ingen plan herfra er på dronen
    .remedy = Send planen, hvis du skal fly en.
check-plan = Planen på dronen er den som ble sendt
    .remedy = Noen har lagt en annen plan på den. Send din på nytt.
check-fence-none = Det er ikke noe gjerde herfra på dronen
    .remedy = Send en plan: et gjerde følger med.
check-fence-refused = Dronen holder ikke gjerdet sitt
    .remedy = Hjemplassen eller dronen ligger utenfor. Send planen på nytt herfra.
check-fence-home = Hjemplassen ligger { $margin } m innenfor gjerdet
    .remedy = Hjemplassen ligger utenfor: send et gjerde som rommer den.
check-storage = { $gigabytes } GB ledig på stasjonen
    .remedy = Slett gamle opptak.
check-aircraft-storage = { $megabytes } MB ledig på dronen
    .remedy = Ta gamle flylogger av minnekortet.
check-tick = Sjekkliste
    .remedy = Se etter, og kryss av.
check-nav-dll-act = Mistet samband: NAV_DLL_ACT er { $value }
    .remedy = 0 flyr videre og 1 venter til batteriet er tomt. Sett { $wanted }: fly hjem.
check-com-dl-loss-t = Samband regnes som mistet etter COM_DL_LOSS_T = { $value } s
    .remedy = Sett { $wanted } s.
check-nav-rcl-act = Mistet håndkontroll: NAV_RCL_ACT er { $value }
    .remedy = 0 flyr videre. Sett { $wanted }: fly hjem.
check-gf-action = Gjerdet nådd: GF_ACTION er { $value }
    .remedy = 0 og 1 flyr videre, 4 stopper motorene i lufta. Sett { $wanted }: fly hjem.
check-com-low-bat-act = Tomt batteri: COM_LOW_BAT_ACT er { $value }
    .remedy = 0 varsler bare. Sett { $wanted }: fly hjem, så land.
check-mpc-z-v-auto-up = Stiger med MPC_Z_V_AUTO_UP = { $value } m/s
    .remedy = Planen stiger med opptil { $wanted }: Saktere kommer den for lavt til punkter og flyr forbi dem. Sett { $wanted }.
check-mpc-z-v-auto-dn = Synker med MPC_Z_V_AUTO_DN = { $value } m/s
    .remedy = Planen synker med opptil { $wanted }: Saktere kommer den for høyt til punkter og flyr forbi dem. Sett { $wanted }.
check-nav-mc-alt-rad = Høyden til et punkt er nådd innenfor NAV_MC_ALT_RAD = { $value } m
    .remedy = Planen regner med { $wanted }: Med mindre kan den fly forbi punkter uten å nå dem. Sett { $wanted }.
check-mpc-jerk-auto = Endrer farten med MPC_JERK_AUTO = { $value } m/s³
    .remedy = Planen regner med { $wanted }: Med mindre henger høyden etter ved hver knekk. Sett { $wanted }.
check-mpc-acc-up-max = Begynner å stige med MPC_ACC_UP_MAX = { $value } m/s²
    .remedy = Planen regner med { $wanted }: Med mindre henger høyden etter. Sett { $wanted }.
check-mpc-acc-down-max = Begynner å synke med MPC_ACC_DOWN_MAX = { $value } m/s²
    .remedy = Planen regner med { $wanted }: Med mindre henger høyden etter. Sett { $wanted }.
check-mpc-xy-vel-max = Flyr høyst MPC_XY_VEL_MAX = { $value } m/s
    .remedy = Planen flyr { $wanted }: Saktere varer turen lenger enn batteriet er beregnet for. Sett { $wanted }.
check-mpc-xy-cruise = Marsjfart MPC_XY_CRUISE = { $value } m/s
    .remedy = Planen regner med { $wanted } fra starten: Saktere varer turen lenger. Sett { $wanted }.
check-nav-acc-rad = Et punkt er nådd innenfor NAV_ACC_RAD = { $value } m
    .remedy = Planen regner med { $wanted }: Med mer kutter den hjørner, og bakke blir ikke sett. Sett { $wanted }.
check-bat-low-thr = Batteriet lavt ved BAT_LOW_THR = { $value }
    .remedy = Sett { $wanted }: det må være tid til å tenke.
check-bat-crit-thr = Flyr hjem av seg selv ved BAT_CRIT_THR = { $value }
    .remedy = Sett { $wanted }: med mindre kommer den ikke hjem mot vinden.
check-bat-emergen-thr = Lander av seg selv ved BAT_EMERGEN_THR = { $value }
    .remedy = Sett { $wanted }.
check-rtl-return-alt = Returhøyde: RTL_RETURN_ALT er { $value } m
    .remedy = Veiene hjem trenger { $wanted } m for å gå klar av bakken. Sett { $wanted }.

# Why an aircraft does not arm; the ids are made from the English words.

blocker-the-turning-rate-is-not-measured-well-enough = Dreiehastigheten måles ikke godt nok.
blocker-the-attitude-is-not-known = Stillingen er ikke kjent.
blocker-the-position-is-not-known-wait-for-satellites-away-from-wall = Posisjonen er ikke kjent: vent på satellitter, unna vegger og metall.
blocker-the-position-on-the-map-is-not-known-wait-for-satellites-in = Posisjonen på kartet er ikke kjent: vent på satellitter, under åpen himmel.
blocker-the-height-is-not-known = Høyden er ikke kjent.
blocker-there-is-no-plan-on-board-that-can-be-flown = Det er ingen plan om bord som kan flys.
blocker-the-home-position-is-not-set = Hjemplassen er ikke satt.
blocker-the-hand-controller-is-not-heard = Håndkontrollen høres ikke.
blocker-one-cannot-take-off-in-this-flight-mode = Man kan ikke ta av i denne flymodusen.
blocker-the-aircraft-does-not-hear-this-ground-station = Dronen hører ikke denne bakkestasjonen.
blocker-too-little-satellite-reception-for-a-position = For dårlig satellittmottak til en posisjon.
blocker-too-few-satellites = For få satellitter.
blocker-the-satellite-position-is-too-uncertain = Satellittposisjonen er for usikker.
blocker-the-satellite-height-is-too-uncertain = Satellitthøyden er for usikker.
blocker-the-satellite-position-drifts = Satellittposisjonen driver.
blocker-the-satellites-stand-badly-in-the-sky = Satellittene står dårlig på himmelen.
blocker-satellite-reception-is-poor = Satellittmottaket er dårlig.
blocker-the-satellite-position-is-not-used-yet = Satellittposisjonen brukes ikke ennå.
blocker-satellite-reception-is-jammed = Satellittmottaket blir forstyrret.
blocker-somebody-sends-false-satellite-signals = Noen sender falske satellittsignaler.
blocker-the-heading-is-not-steady-yet-keep-it-still-away-from-metal = Retningen er ikke stabil ennå: hold dronen i ro, unna metall.
blocker-something-magnetic-disturbs-the-compass-move-the-aircraft = Noe magnetisk forstyrrer kompasset: flytt dronen.
blocker-the-height-is-not-steady-yet = Høyden er ikke stabil ennå.
blocker-the-position-is-not-steady-yet = Posisjonen er ikke stabil ennå.
blocker-the-speed-estimate-is-not-steady-yet-keep-the-aircraft-still = Fartsestimatet er ikke stabilt ennå: hold dronen i ro.
blocker-the-climb-estimate-is-not-steady-yet-keep-the-aircraft-still = Stigeestimatet er ikke stabilt ennå: hold dronen i ro.
blocker-the-accelerometer-is-off-calibrate-it = Akselerometeret viser feil: kalibrer det.
blocker-the-gyroscope-is-off-keep-the-aircraft-still-or-calibrate-it = Gyroskopet viser feil: hold dronen i ro, eller kalibrer det.
blocker-the-aircraft-is-still-starting = Dronen starter fortsatt.
blocker-an-accelerometer-is-missing = Et akselerometer mangler.
blocker-the-accelerometer-is-not-calibrated = Akselerometeret er ikke kalibrert.
blocker-a-gyroscope-is-missing = Et gyroskop mangler.
blocker-the-gyroscope-is-not-calibrated = Gyroskopet er ikke kalibrert.
blocker-the-compass-is-missing = Kompasset mangler.
blocker-the-compass-is-not-calibrated = Kompasset er ikke kalibrert.
blocker-the-compasses-disagree-move-away-from-metal-or-calibrate-the = Kompassene er uenige: gå unna metall, eller kalibrer dem.
blocker-the-battery-is-low = Batteriet er lavt.
blocker-the-battery-is-nearly-empty = Batteriet er nesten tomt.
blocker-the-battery-is-empty = Batteriet er tomt.
blocker-the-battery-is-not-seen = Batteriet blir ikke sett.
blocker-the-battery-is-not-connected = Batteriet er ikke koblet til.
blocker-the-battery-reports-a-fault = Batteriet melder feil.
blocker-the-aircraft-is-at-the-fence-or-outside-it = Dronen er ved gjerdet eller utenfor.
blocker-the-aircraft-is-farther-from-home-than-it-may-be = Dronen er lenger hjemmefra enn den får være.
blocker-the-aircraft-is-higher-above-home-than-it-may-be = Dronen er høyere over hjemplassen enn den får være.
blocker-the-fence-needs-a-home-position = Gjerdet trenger en hjemplass.
blocker-the-wind-is-stronger-than-the-aircraft-s-limit = Vinden er sterkere enn dronens grense.
blocker-the-kill-switch-is-on = Nødstoppbryteren er på.
blocker-the-return-switch-is-on = Hjembryteren er på.
blocker-the-memory-card-is-missing = Minnekortet mangler.
blocker-the-autopilot-s-supply-voltage-is-low = Forsyningsspenningen til autopiloten er lav.
blocker-the-remote-identification-sender-is-missing = Senderen for fjernidentifikasjon mangler.
blocker-the-parachute-is-missing = Fallskjermen mangler.
blocker-the-parachute-is-not-ready = Fallskjermen er ikke klar.
blocker-a-motor-controller-does-not-answer = En motorkontroller svarer ikke.
blocker-the-longest-allowed-flight-time-is-reached = Lengste tillatte flytid er nådd.
blocker-a-motor-has-failed = En motor har sviktet.

# Why an upload, an order or going on with a plan failed; the ids are made from the English words.

reason-the-plan-begins-with-a-landing = Planen begynner med en landing.
reason-the-take-off-is-not-the-first-place-of-the-plan = Avgangen er ikke planens første sted.
reason-the-take-off-height-is-at-or-below-the-ground = Avgangshøyden er på eller under bakken.
reason-this-aircraft-wants-a-take-off-in-every-plan = Denne dronen vil ha en avgang i hver plan.
reason-this-aircraft-wants-a-landing-in-every-plan = Denne dronen vil ha en landing i hver plan.
reason-this-aircraft-wants-both-a-take-off-and-a-landing-in-every-p = Denne dronen vil ha både avgang og landing i hver plan.
reason-the-plan-takes-off-but-does-not-land-add-a-landing = Planen tar av, men lander ikke: legg til en landing.
reason-the-plan-lands-but-does-not-take-off-add-a-take-off = Planen lander, men tar ikke av: legg til en avgang.
reason-the-plan-has-steps-for-a-vertical-take-off-aeroplane-which-t = Planen har steg for et fly som tar av loddrett, og det er ikke denne dronen.
reason-the-aircraft-does-not-know-its-position-yet = Dronen vet ikke hvor den er ennå.
reason-item-counts-its-height-from-home-and-the-aircraft-has-no-hom = Punkt { $number } regner høyden fra hjemplassen, og dronen har ingen ennå.
reason-item-is-a-command-this-aircraft-cannot-do-in-a-plan = Punkt { $number } er en kommando som denne dronen ikke kan i en plan.
reason-the-fence-needs-a-home-position-which-the-aircraft-does-not = Gjerdet trenger en hjemplass, og dronen har ingen ennå.
reason-the-last-place-before-the-landing-lies-below-it = Siste sted før landingen ligger lavere enn landingen.
reason-the-plan-has-more-than-one-beginning-of-a-landing = Planen har mer enn én begynnelse på en landing.
reason-the-plan-begins-a-landing-before-it-returns-home = Planen begynner en landing før den flyr hjem.
reason-the-plan-s-landing-is-not-complete = Landingen i planen er ikke fullstendig.
reason-the-first-place-is-farther-from-home-than-the-aircraft-allow = Det første stedet ligger lenger hjemmefra enn dronen tillater.
reason-two-places-of-the-plan-lie-too-close-together = To steder i planen ligger for nær hverandre.
reason-the-aircraft-has-not-told-yet-where-it-is-and-where-its-home = Dronen har ikke sagt ennå hvor den er og hvor hjemplassen er. Vent på posisjonen.
reason-the-aircraft-is-flying-a-plan-pause-it-first-a-new-one-would = Dronen flyr en plan. Sett den på pause først: en ny plan ville virke straks.
reason-without-an-elevation-model-the-way-to-where-it-stopped-canno = Uten høydemodell kan ikke veien dit den sluttet sjekkes. Legg til en.
reason-the-way-to-where-it-stopped-leads-over-ground-of-unknown-hei = Veien dit den sluttet går over terreng med ukjent høyde. Legg til høydemodellen.
reason-the-plan-has-jumps-there-is-no-one-place-where-it-was-left = Planen har hopp: det finnes ikke ett sted der den ble forlatt.
reason-the-plan-was-flown-to-its-end = Planen ble fløyet til ende.
reason-nothing-of-the-plan-is-left-to-fly = Det er ingenting igjen av planen.
reason-the-plan-has-no-items = Planen har ingen punkter.
reason-the-plan-is-on-the-aircraft-but-it-judges-that-the-plan-cann = Planen er på dronen, men dronen mener at den ikke kan flys.
reason-the-plan-is-whole-but-the-aircraft-did-not-say-whether-it-ca = Planen er hel, men dronen sa ikke om den kan fly den.
reason-the-plan-could-not-be-read-back-so-it-is-not-known-to-be-who = Planen kunne ikke leses tilbake, så det er ikke kjent om den er hel.
reason-the-aircraft-does-not-tell-whether-it-can-fly-the-plan = Dronen sier ikke om den kan fly planen.
reason-the-fence-is-on-the-aircraft-but-is-not-enforced-draw-it-aro = Gjerdet er på dronen, men holdes IKKE. Tegn det rundt dronen og hjemplassen.
reason-the-aircraft-did-not-answer-the-offer-of-a-plan = Dronen svarte ikke da planen ble tilbudt.
reason-the-aircraft-fell-silent-after-item-of-it-keeps-the-plan-it = Dronen ble stille etter punkt { $number } av { $count }. Den beholder planen den hadde.
reason-the-aircraft-asked-for-item-again-and-again = Dronen ba om punkt { $number } om og om igjen.
reason-the-has-items-this-aircraft-holds-at-most = { $name }: { $count } punkter; denne dronen har plass til { $most }.
reason-simplify-or-split-it-the-aircraft-keeps-what-it-had = Forenkle eller del den. Dronen beholder det den hadde.
reason-the-aircraft-holds-another-plan-than-was-sent = Dronen har en annen plan ({ $stored }) enn den som ble sendt ({ $sent }).
reason-the-transfer-was-broken-off = Overføringen ble avbrutt.
reason-the-aircraft-did-not-answer = Dronen svarte ikke.
reason-no-aircraft-with-this-number-is-heard = Ingen drone med dette nummeret høres.
reason-a-later-order-took-its-place = En senere ordre kom i stedet.
reason-two-aircraft-have-the-number-give-one-another-number-mav-sys = To droner har nummer { $number }. Gi den ene et annet nummer (MAV_SYS_ID) og start den på nytt.
reason-no-answer-came-read-the-aircraft-s-state-before-you-ask-agai = Det kom ikke noe svar. Se på dronens tilstand før du spør igjen.
reason-the-aircraft-is-heard-but-gave-no-answer-it-may-not-know-thi = Dronen høres, men svarte ikke: kanskje kjenner den ikke denne kommandoen.
reason-the-aircraft-is-not-flying-take-off-first = Dronen flyr ikke. Ta av først.
reason-the-aircraft-is-not-armed-arm-it-first = Dronen er ikke armert. Armer den først.
reason-there-is-no-plan-on-the-aircraft-upload-one-first = Det er ingen plan på dronen. Send en først.
reason-the-place-is-outside-the-fence-on-the-aircraft = Stedet ligger utenfor gjerdet på dronen.
reason-the-aircraft-cannot-do-this-now = Dronen kan ikke gjøre dette nå.
reason-the-aircraft-refuses-this-with-these-values = Dronen avslår dette med disse verdiene.
reason-the-aircraft-does-not-sign-with-the-key-its-firmware-may-not = Dronen signerer ikke med nøkkelen: kanskje kan ikke programvaren det.
reason-the-link-that-this-aircraft-is-heard-on-has-no-signing-key = Sambandet som dronen høres på har ingen signeringsnøkkel.

# What lies on an aircraft.

log-not-fetched = Flyloggen ble ikke hentet
    .detail = { $reasons }
    .remedy = List opp loggene med GET …/logs, og prøv igjen når dronen står uarmert på bakken.
log-not-armed = En flylogg tar hele sambandet: den hentes bare fra en drone som ikke er armert.
log-one-at-a-time = En annen logg hentes fra denne dronen. Vent på den.
log-unknown = Det er ingen logg { $number } på dronen; disse finnes: { $known }.
parameter-whole = { $name } tar bare hele tall.
signing-not-armed = En signeringsnøkkel sendes bare til en drone som ikke er armert.
