# Kva fartøya seier sjølve (MAVLink STATUSTEXT), med våre ord; .remedy er kva ein gjer med det.

# Arming.

said-arming-health = Startar ikkje motorane: noko er ikkje i orden
    .remedy = Sjå kva som manglar under «Før flyginga».
said-arming-calibrating = Startar ikkje motorane: han blir kalibrert
    .remedy = Vent til kalibreringa er ferdig.
said-arming-throttle = Startar ikkje motorane: gasspaken står for høgt
    .remedy = Dra gasspaken på handkontrollen ned.
said-arming-mode = Startar ikkje motorane i denne flymodusen
    .remedy = Vel ein annan flymodus på handkontrollen.
said-disarming-flying = Stoppar ikkje motorane: han har ikkje landa
    .remedy = Land først.
said-armed = Motorane er starta
said-disarmed-landing = Motorane er stoppa etter landinga
said-disarmed-waiting = Motorane er stoppa: han tok ikkje av i tide
    .remedy = Start motorane på nytt når du er klar til å ta av.
said-disarmed-kill = Motorane er stoppa med naudstoppbrytaren
said-disarmed = Motorane er stoppa
said-kill-off = Naudstoppbrytaren er slått av igjen

# Not ready to arm.

said-gps-weak = For dårleg satellittmottak til å fly
    .remedy = Vent under open himmel, unna veggar og metall.
said-gps-drifts = Satellittposisjonen driv
    .remedy = Vent under open himmel, unna veggar og metall.
said-gps-jammed = Satellittmottaket blir forstyrra
    .remedy = Hent han heim, eller fly han for hand; meld frå om forstyrringa.
said-gps-spoofed = Nokon sender falske satellittsignal: posisjonen kan vere feil
    .remedy = Hent han heim for hand; lit ikkje på staden han viser.
said-gps-used = Bruker satellittposisjonen
said-gps-unused = Bruker ikkje satellittposisjonen lenger
    .remedy = Følg han med auga; land om du er i tvil.
said-position-weak = Veit berre omtrent kvar han er
    .remedy = Følg han med auga; land om du er i tvil.
said-heading-weak = Retninga frå satellittane er ikkje til å lite på
    .remedy = Land no.
said-heading-unsteady = Retninga er ikkje stabil enno
    .remedy = Hald han i ro, unna metall, og vent eit halvt minutt.
said-estimate-unsteady = Stilling, høgd eller fart er ikkje stabil enno
    .remedy = Hald han i ro, unna metall, og vent eit halvt minutt.
said-home-missing = Heimplassen er ikkje sett enno
    .remedy = Vent under open himmel, unna veggar og metall.
said-compass-disturbed = Noko magnetisk forstyrrar kompasset
    .remedy = Flytt han unna bilar, armering og kablar.
said-compass-calibrate = Kompasset er ikkje kalibrert
    .remedy = Kalibrer det før neste flyging.
said-compass-land = Kompasset viser feil
    .remedy = Land no.
said-sensor-calibrate = Ein rørslesensor er ikkje kalibrert
    .remedy = Kalibrer han før neste flyging.
said-sensor-missing = Ein sensor manglar eller svarar ikkje
    .remedy = Fly ikkje; la nokon som kjenner dronen sjå på han.
said-sensor-fails = Ein sensor sviktar: { $sensor } { $number }
    .remedy = Følg han med auga; land om du er i tvil.
said-sensor-clipping = Ristar for mykje til å fly trygt
    .remedy = Land no, og sjå etter skadde propellar.
said-station-missing = Høyrer ikkje bakkestasjonen
    .remedy = Sjå på radio og nett, og vent til sambandet er tilbake.
said-safety-button = Tryggleiksknappen er ikkje trykt
    .remedy = Trykk tryggleiksknappen på dronen.
said-kill-on = Naudstoppbrytaren er på
    .remedy = Slå han av på handkontrollen.
said-return-switch = Heimbrytaren er på
    .remedy = Slå han av på handkontrollen.
said-terminated = Flyginga er broten av for godt
    .remedy = Slå straumen av og på igjen før neste flyging.
said-card = Minnekortet manglar eller må sjåast på
    .remedy = Set inn eit minnekort, eller hent det som ligg på det.
said-usb = Ein USB-kabel sit i
    .remedy = Dra ut kabelen.
said-power = Straumforsyninga er ikkje i orden
    .remedy = Fly ikkje; la nokon som kjenner dronen sjå på han.
said-motor = Ein motor eller propell er ikkje i orden
    .remedy = Fly ikkje; la nokon som kjenner dronen sjå på han.
said-remote-id = Sendaren for fjernidentifikasjon svarar ikkje
    .remedy = Sjå etter at han er på og kopla til.
said-remote-id-back = Sendaren for fjernidentifikasjon er tilbake
said-parachute = Fallskjermen svarar ikkje
    .remedy = Hent han heim, og sjå på fallskjermen.
said-parachute-back = Fallskjermen er tilbake
said-not-ready = Ikkje klar til å fly. Fartøyet sine eigne ord: «{ $what }»
    .remedy = Sjå kva som manglar under «Før flyginga».

# Battery.

said-battery-low = Batteriet er lågt
    .remedy = Hent han heim snart.
said-battery-critical = Batteriet er nesten tomt
    .remedy = Hent han heim no, eller land der han er.
said-battery-emergency = Batteriet er tomt
    .remedy = Land no.
said-battery-shutdown = Batteriet er tomt: han slår seg av om 60 sekund
    .remedy = Land no, og kople frå batteriet.
said-battery-gone = Eit batteri er ikkje kopla til, eller melder feil
    .remedy = Hent han heim og byt batteri.
said-battery-fault = Batteri { $number } melder feil: «{ $what }»
    .remedy = Hent han heim og byt batteri.
said-esc-fault = Ein motorkontrollar melder feil: «{ $what }»
    .remedy = Land no.

# What it does by itself when something is wrong.

said-failsafe-wait = Sikrar seg sjølv: ventar på staden i { $count } s
    .remedy = Gi ein ordre før tida er ute, om han ikkje skal handle sjølv.
said-failsafe = Sikrar seg sjølv
    .remedy = Sjå kvifor i rada til fartøyet, og kva det gjer no.
said-station-lost = Høyrde ikkje bakkestasjonen lenger
    .remedy = Han gjer som han er sett opp til utan samband: sjå at han kjem heim.
said-station-back = Høyrer bakkestasjonen igjen
said-companion-lost = Høyrer ikkje datamaskina om bord lenger
    .remedy = Følg han med auga; land om du er i tvil.
said-companion-back = Høyrer datamaskina om bord igjen
said-sticks = Blir flogen for hand: nokon rørte handkontrollen
    .remedy = Gi ordren «hald fram» når planen skal flygast vidare.
said-time-soon = Flyg heim av seg sjølv om { $count } minutt: lengste flytid er snart nådd
    .remedy = Gjer ferdig det viktigaste.
said-time-very-soon = Flyg heim av seg sjølv om { $count } s: lengste flytid er snart nådd
    .remedy = La han fly heim.
said-time-over = Lengste flytid er nådd
    .remedy = La han fly heim.
said-fence = Er ved gjerdet eller utanfor
    .remedy = Send han innanfor igjen, eller hent han heim.
said-fence-height = Er høgare over heimplassen enn han får vere
    .remedy = Send han lågare.
said-fence-distance = Er lenger heimanfrå enn han får vere
    .remedy = Send han nærare, eller hent han heim.
said-terrain = Stoppar nedstiginga: bakken er for nær
    .remedy = Hald høgda, og vel ein annan veg.

# Take-off, the plan, the way home, the landing.

said-takeoff = Er i lufta
said-climb = Stig til { $height } m over heimplassen
said-climb-done = Er alt høgare enn avgangshøgda
said-mission = Flyg planen
said-mission-done = Planen er flogen; ventar i lufta
    .remedy = Hent han heim, eller gi han ein ny plan.
said-mission-landed = Planen er flogen, og han har landa
said-mission-none = Har ingen plan han kan fly
    .remedy = Send planen på nytt.
said-mission-fails = Kan ikkje fly planen til ende
    .remedy = Hent han heim, og send planen på nytt.
said-mission-refused = Avviser planen. Fartøyet sine eigne ord: «{ $what }»
    .remedy = Lag planen på nytt og send han igjen.
said-mission-fence = Avviser planen: punkt { $number } ligg utanfor gjerdet
    .remedy = Teikn gjerdet vidare, eller legg planen innanfor.
said-fence-home = Gjerdet blir IKKJE halde: dronen eller heimplassen står utanfor
    .remedy = Teikn gjerdet rundt begge, og send planen på nytt.
said-way-fence = Flyg ikkje dit: det er utanfor gjerdet
    .remedy = Vel ein stad innanfor gjerdet.
said-orbit-refused = Kan ikkje krinse slik
    .remedy = Vel ein stad lenger unna, eller fly dit i staden.
said-mode-refused = Kan ikkje skifte flymodus til «{ $mode }» no
    .remedy = Sjå kva som manglar under «Før flyginga».
said-return = Flyg heim
said-return-height = Flyg heim i { $above } m over landingsplassen
said-return-climb = Stig til { $height } m over havet før han flyg heim
said-return-land = Er heime og landar
    .remedy = Hald landingsplassen fri.
said-return-wait = Er heime og ventar i lufta
    .remedy = Gi ordren «land» når plassen er fri.
said-landing-here = Landar der han er
    .remedy = Sjå etter at det er fritt under han.
said-landed = Har landa
