# Hva fartøyene sier selv (MAVLink STATUSTEXT), i våre ord; .remedy er hva man gjør med det.

# Arming.

said-arming-health = Starter ikke motorene: noe er ikke i orden
    .remedy = Se hva som mangler under «Før flygingen».
said-arming-calibrating = Starter ikke motorene: den kalibreres
    .remedy = Vent til kalibreringen er ferdig.
said-arming-throttle = Starter ikke motorene: gasspaken står for høyt
    .remedy = Dra gasspaken på håndkontrollen ned.
said-arming-mode = Starter ikke motorene i denne flymodusen
    .remedy = Velg en annen flymodus på håndkontrollen.
said-disarming-flying = Stopper ikke motorene: den har ikke landet
    .remedy = Land først.
said-armed = Motorene er startet
said-disarmed-landing = Motorene er stoppet etter landingen
said-disarmed-waiting = Motorene er stoppet: den tok ikke av i tide
    .remedy = Start motorene på nytt når du er klar til å ta av.
said-disarmed-kill = Motorene er stoppet med nødstoppbryteren
said-disarmed = Motorene er stoppet
said-kill-off = Nødstoppbryteren er slått av igjen

# Not ready to arm.

said-gps-weak = For dårlig satellittmottak til å fly
    .remedy = Vent under åpen himmel, unna vegger og metall.
said-gps-drifts = Satellittposisjonen driver
    .remedy = Vent under åpen himmel, unna vegger og metall.
said-gps-jammed = Satellittmottaket blir forstyrret
    .remedy = Hent den hjem, eller fly den for hånd; meld fra om forstyrrelsen.
said-gps-spoofed = Noen sender falske satellittsignaler: posisjonen kan være feil
    .remedy = Hent den hjem for hånd; stol ikke på stedet den viser.
said-gps-used = Bruker satellittposisjonen
said-gps-unused = Bruker ikke satellittposisjonen lenger
    .remedy = Følg den med øynene; land hvis du er i tvil.
said-position-weak = Vet bare omtrent hvor den er
    .remedy = Følg den med øynene; land hvis du er i tvil.
said-heading-weak = Retningen fra satellittene er ikke til å stole på
    .remedy = Land nå.
said-heading-unsteady = Retningen er ikke stabil ennå
    .remedy = Hold den i ro, unna metall, og vent et halvt minutt.
said-estimate-unsteady = Stilling, høyde eller fart er ikke stabil ennå
    .remedy = Hold den i ro, unna metall, og vent et halvt minutt.
said-home-missing = Hjemplassen er ikke satt ennå
    .remedy = Vent under åpen himmel, unna vegger og metall.
said-compass-disturbed = Noe magnetisk forstyrrer kompasset
    .remedy = Flytt den unna biler, armering og kabler.
said-compass-calibrate = Kompasset er ikke kalibrert
    .remedy = Kalibrer det før neste flyging.
said-compass-land = Kompasset viser feil
    .remedy = Land nå.
said-sensor-calibrate = En bevegelsessensor er ikke kalibrert
    .remedy = Kalibrer den før neste flyging.
said-sensor-missing = En sensor mangler eller svarer ikke
    .remedy = Fly ikke; la noen som kjenner dronen se på den.
said-sensor-fails = En sensor svikter: { $sensor } { $number }
    .remedy = Følg den med øynene; land hvis du er i tvil.
said-sensor-clipping = Rister for mye til å fly trygt
    .remedy = Land nå, og se etter skadde propeller.
said-station-missing = Hører ikke bakkestasjonen
    .remedy = Se på radio og nett, og vent til sambandet er tilbake.
said-safety-button = Sikkerhetsknappen er ikke trykket
    .remedy = Trykk sikkerhetsknappen på dronen.
said-kill-on = Nødstoppbryteren er på
    .remedy = Slå den av på håndkontrollen.
said-return-switch = Hjembryteren er på
    .remedy = Slå den av på håndkontrollen.
said-terminated = Flygingen er avbrutt for godt
    .remedy = Slå strømmen av og på igjen før neste flyging.
said-card = Minnekortet mangler eller må ses på
    .remedy = Sett inn et minnekort, eller hent det som ligger på det.
said-usb = En USB-kabel sitter i
    .remedy = Dra ut kabelen.
said-power = Strømforsyningen er ikke i orden
    .remedy = Fly ikke; la noen som kjenner dronen se på den.
said-motor = En motor eller propell er ikke i orden
    .remedy = Fly ikke; la noen som kjenner dronen se på den.
said-remote-id = Senderen for fjernidentifikasjon svarer ikke
    .remedy = Se etter at den er på og koblet til.
said-remote-id-back = Senderen for fjernidentifikasjon er tilbake
said-parachute = Fallskjermen svarer ikke
    .remedy = Hent den hjem, og se på fallskjermen.
said-parachute-back = Fallskjermen er tilbake
said-not-ready = Ikke klar til å fly. Fartøyets egne ord: «{ $what }»
    .remedy = Se hva som mangler under «Før flygingen».

# Battery.

said-battery-low = Batteriet er lavt
    .remedy = Hent den hjem snart.
said-battery-critical = Batteriet er nesten tomt
    .remedy = Hent den hjem nå, eller land der den er.
said-battery-emergency = Batteriet er tomt
    .remedy = Land nå.
said-battery-shutdown = Batteriet er tomt: den slår seg av om 60 sekunder
    .remedy = Land nå, og koble fra batteriet.
said-battery-gone = Et batteri er ikke koblet til, eller melder feil
    .remedy = Hent den hjem og bytt batteri.
said-battery-fault = Batteri { $number } melder feil: «{ $what }»
    .remedy = Hent den hjem og bytt batteri.
said-esc-fault = En motorkontroller melder feil: «{ $what }»
    .remedy = Land nå.

# What it does by itself when something is wrong.

said-failsafe-wait = Sikrer seg selv: venter på stedet i { $count } s
    .remedy = Gi en ordre før tiden er ute, om den ikke skal handle selv.
said-failsafe = Sikrer seg selv
    .remedy = Se hvorfor i raden til fartøyet, og hva det gjør nå.
said-station-lost = Hørte ikke bakkestasjonen lenger
    .remedy = Den gjør som den er satt opp til uten samband: se at den kommer hjem.
said-station-back = Hører bakkestasjonen igjen
said-companion-lost = Hører ikke datamaskinen om bord lenger
    .remedy = Følg den med øynene; land hvis du er i tvil.
said-companion-back = Hører datamaskinen om bord igjen
said-sticks = Flys for hånd: noen rørte håndkontrollen
    .remedy = Gi ordren «fortsett» når planen skal flys videre.
said-time-soon = Flyr hjem av seg selv om { $count } minutter: lengste flytid er snart nådd
    .remedy = Gjør ferdig det viktigste.
said-time-very-soon = Flyr hjem av seg selv om { $count } s: lengste flytid er snart nådd
    .remedy = La den fly hjem.
said-time-over = Lengste flytid er nådd
    .remedy = La den fly hjem.
said-fence = Er ved gjerdet eller utenfor
    .remedy = Send den innenfor igjen, eller hent den hjem.
said-fence-height = Er høyere over hjemplassen enn den får være
    .remedy = Send den lavere.
said-fence-distance = Er lenger hjemmefra enn den får være
    .remedy = Send den nærmere, eller hent den hjem.
said-terrain = Stopper nedstigningen: bakken er for nær
    .remedy = Hold høyden, og velg en annen vei.

# Take-off, the plan, the way home, the landing.

said-takeoff = Er i luften
said-climb = Stiger til { $height } m over hjemplassen
said-climb-done = Er alt høyere enn avgangshøyden
said-mission = Flyr planen
said-mission-done = Planen er fløyet; venter i luften
    .remedy = Hent den hjem, eller gi den en ny plan.
said-mission-landed = Planen er fløyet, og den har landet
said-mission-none = Har ingen plan den kan fly
    .remedy = Send planen på nytt.
said-mission-fails = Kan ikke fly planen til ende
    .remedy = Hent den hjem, og send planen på nytt.
said-mission-refused = Avviser planen. Fartøyets egne ord: «{ $what }»
    .remedy = Lag planen på nytt og send den igjen.
said-mission-fence = Avviser planen: punkt { $number } ligger utenfor gjerdet
    .remedy = Tegn gjerdet videre, eller legg planen innenfor.
said-fence-home = Gjerdet holdes IKKE: dronen eller hjemplassen står utenfor
    .remedy = Tegn gjerdet rundt begge, og send planen på nytt.
said-way-fence = Flyr ikke dit: det er utenfor gjerdet
    .remedy = Velg et sted innenfor gjerdet.
said-orbit-refused = Kan ikke kretse slik
    .remedy = Velg et sted lenger unna, eller fly dit i stedet.
said-mode-refused = Kan ikke skifte flymodus til «{ $mode }» nå
    .remedy = Se hva som mangler under «Før flygingen».
said-return = Flyr hjem
said-return-height = Flyr hjem i { $above } m over landingsplassen
said-return-climb = Stiger til { $height } m over havet før den flyr hjem
said-return-land = Er hjemme og lander
    .remedy = Hold landingsplassen fri.
said-return-wait = Er hjemme og venter i luften
    .remedy = Gi ordren «land» når plassen er fri.
said-landing-here = Lander der den er
    .remedy = Se etter at det er fritt under den.
said-landed = Har landet
