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
check-start-height = Startstedet ligger { $start } m over havet, planen regner med høyst { $floor } m
    .remedy = Planen går etter en høyde oppgitt for hånd. Lag den på nytt med den høyeste bakken der, startstedet medregnet.
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

# What lies on an aircraft.

log-not-fetched = Flyloggen ble ikke hentet
    .detail = { $reasons }
    .remedy = List opp loggene med GET …/logs, og prøv igjen når dronen står uarmert på bakken.
log-not-armed = En flylogg tar hele sambandet: den hentes bare fra en drone som ikke er armert.
log-one-at-a-time = En annen logg hentes fra denne dronen. Vent på den.
log-unknown = Det er ingen logg { $number } på dronen; disse finnes: { $known }.
parameter-whole = { $name } tar bare hele tall.
signing-not-armed = En signeringsnøkkel sendes bare til en drone som ikke er armert.
