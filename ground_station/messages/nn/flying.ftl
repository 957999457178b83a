# Flying: who is in command, what is checked before a flight, why an order is not sent.

control-in-command = Nokon andre har kommandoen
    .detail = { $pilot } har kommandoen over denne dronen.
    .remedy = Be om kommandoen: du får han når { $pilot } gjev han frå seg, eller ikkje svarar på 30 sekund.
control-not-yours = Ikkje ditt å avgjere
    .detail = Berre piloten med kommandoen ({ $pilot }) kan gjere dette; innsatsleiaren kan ta over.
    .remedy = Be om kommandoen.
control-already-asked = Nokon ber om han alt
    .detail = Nokon har alt bede { $pilot } om kommandoen.
    .remedy = Vent på svaret; det kjem innan 30 sekund.
control-nobody-asks = Ingen ber om han
    .detail = Ingen ber om kommandoen, så det er ingenting å svare på.
    .remedy = Sei kven som skal ha han.
control-takeover-stands = Ei overtaking kan ikkje avslåast
    .detail = Innsatsleiaren har varsla at kommandoen blir teken over frå { $pilot }.
    .remedy = Snakk med innsatsleiaren.
control-needs-reason = Grunnen manglar
    .detail = Ei overtaking frå { $pilot } må ha ein grunn i loggen.
    .remedy = Skriv i `why` kva som har skjedd.
control-not-a-pilot = Ikkje pilot
    .detail = Ingen brukar med det namnet har lov til å fly.
    .remedy = Oppgje nokon med rolla pilot eller administrator.

air-kept-clear = Luftrommet blir halde tomt av { $by }. Meld det fritt først.
plan-fence-corners = Gjerdet har { $corners } hjørne; ei drone har plass til høgst { $most }. Teikn det enklare.
plan-fence-route = Planen forlèt gjerdet som er teikna for han. Teikn gjerdet vidare, eller lat det vere.
plan-fence-home = Startstaden ligg utanfor gjerdet som er teikna. Teikn gjerdet rundt han.
plan-rally-outside = Eit samlingspunkt ligg utanfor gjerdet. Flytt det innanfor.
plan-rally-ground = Høgda på bakken ved eit samlingspunkt er ikkje kjend. Legg til høgdemodellen, eller flytt punktet.
plan-zone-place = Eit hjørne av gjerdet eller eit samlingspunkt er ikkje ein stad på jorda. Teikn det på nytt.
way-too-high = Staden ligg over høgdegrensa på { $limit } m. Vel ei lågare høgd.
way-outside-fence = Staden ligg utanfor gjerdet på dronen. Vel ein stad innanfor.
way-leaves-fence = Rett veg dit går ut av gjerdet. Fly rundt i to steg.
way-no-terrain = Utan høgdemodell blir ikkje dronen send lågare. Legg til ein, eller vel høgda han har no.
way-unknown-ground = Vegen går over terreng med ukjend høgd. Legg til høgdemodellen, eller vel ein stad med kjent terreng.
way-too-low = Rett veg dit kjem så nær bakken som { $clearance } m. Vel minst { $higher } m over heimplassen.
tick-people = Ingen står under avgangen og vegen ut.
tick-weather = Vind, nedbør og ising er innanfor det dronen toler.

check-link = Samband med dronen
    .remedy = Vent til han høyrest, eller sjå på radio og nett.
check-satellites = { $satellites } satellittar, minst { $least } trengst
    .remedy = Vent under open himmel, unna veggar og metall.
check-home = Heimplass
    .remedy = Vent: dronen set han når han veit kvar han er.
check-arming = { $reason }
    .remedy = Rett dette; dronen blir ikkje armert før.
check-not-ready = Dronen er ikkje klar og seier ikkje kvifor
    .remedy = Vent eit halvt minutt; les så meldingane i loggen.
check-battery = Batteri { $percent } %, planen med reserve treng { $needed } %
    .remedy = Set i eit fullare batteri, eller planlegg ei kortare flyging.
check-wind = Vind { $speed } m/s, grense { $limit } m/s
    .remedy = Vent på mindre vind.
check-start-height = Startstaden ligg { $start } m over havet, planen reknar med høgst { $floor } m
    .remedy = Planen går etter ei høgd oppgjeven for hand. Lag han på nytt med den høgaste bakken der, startstaden medrekna.
check-plan-none = Ingen plan herifrå er på dronen
    .remedy = Send planen, om du skal fly ein.
check-plan = Planen på dronen er den som vart send
    .remedy = Nokon har lagt ein annan plan på han. Send din på nytt.
check-fence-none = Det er ikkje noko gjerde herifrå på dronen
    .remedy = Send ein plan: eit gjerde følgjer med.
check-fence-refused = Dronen held ikkje gjerdet sitt
    .remedy = Heimplassen eller dronen ligg utanfor. Send planen på nytt herifrå.
check-fence-home = Heimplassen ligg { $margin } m innanfor gjerdet
    .remedy = Heimplassen ligg utanfor: send eit gjerde som rommar han.
check-storage = { $gigabytes } GB ledig på stasjonen
    .remedy = Slett gamle opptak.
check-aircraft-storage = { $megabytes } MB ledig på dronen
    .remedy = Ta gamle flyloggar av minnekortet.
check-tick = Sjekkliste
    .remedy = Sjå etter, og kryss av.
check-nav-dll-act = Mista samband: NAV_DLL_ACT er { $value }
    .remedy = 0 flyg vidare og 1 ventar til batteriet er tomt. Set { $wanted }: fly heim.
check-com-dl-loss-t = Samband blir rekna som mista etter COM_DL_LOSS_T = { $value } s
    .remedy = Set { $wanted } s.
check-nav-rcl-act = Mista handkontroll: NAV_RCL_ACT er { $value }
    .remedy = 0 flyg vidare. Set { $wanted }: fly heim.
check-gf-action = Gjerdet nådd: GF_ACTION er { $value }
    .remedy = 0 og 1 flyg vidare, 4 stoppar motorane i lufta. Set { $wanted }: fly heim.
check-com-low-bat-act = Tomt batteri: COM_LOW_BAT_ACT er { $value }
    .remedy = 0 varslar berre. Set { $wanted }: fly heim, så land.
check-mpc-z-v-auto-up = Stig med MPC_Z_V_AUTO_UP = { $value } m/s
    .remedy = Planen stig med opptil { $wanted }: Saktare kjem ho for lågt til punkt og flyg forbi dei. Set { $wanted }.
check-mpc-z-v-auto-dn = Søkk med MPC_Z_V_AUTO_DN = { $value } m/s
    .remedy = Planen søkk med opptil { $wanted }: Saktare kjem ho for høgt til punkt og flyg forbi dei. Set { $wanted }.
check-nav-mc-alt-rad = Høgda til eit punkt er nådd innanfor NAV_MC_ALT_RAD = { $value } m
    .remedy = Planen reknar med { $wanted }: Med mindre kan ho flyge forbi punkt utan å nå dei. Set { $wanted }.
check-mpc-jerk-auto = Endrar farten med MPC_JERK_AUTO = { $value } m/s³
    .remedy = Planen reknar med { $wanted }: Med mindre heng høgda etter ved kvar knekk. Set { $wanted }.
check-mpc-acc-up-max = Byrjar å stige med MPC_ACC_UP_MAX = { $value } m/s²
    .remedy = Planen reknar med { $wanted }: Med mindre heng høgda etter. Set { $wanted }.
check-mpc-acc-down-max = Byrjar å søkke med MPC_ACC_DOWN_MAX = { $value } m/s²
    .remedy = Planen reknar med { $wanted }: Med mindre heng høgda etter. Set { $wanted }.
check-mpc-xy-vel-max = Flyg høgst MPC_XY_VEL_MAX = { $value } m/s
    .remedy = Planen flyg { $wanted }: Saktare varer turen lenger enn batteriet er rekna for. Set { $wanted }.
check-mpc-xy-cruise = Marsjfart MPC_XY_CRUISE = { $value } m/s
    .remedy = Planen reknar med { $wanted } frå starten: Saktare varer turen lenger. Set { $wanted }.
check-nav-acc-rad = Eit punkt er nådd innanfor NAV_ACC_RAD = { $value } m
    .remedy = Planen reknar med { $wanted }: Med meir kuttar ho hjørne, og bakke blir ikkje sedd. Set { $wanted }.
check-bat-low-thr = Batteriet lågt ved BAT_LOW_THR = { $value }
    .remedy = Set { $wanted }: det må vere tid til å tenkje.
check-bat-crit-thr = Flyg heim av seg sjølv ved BAT_CRIT_THR = { $value }
    .remedy = Set { $wanted }: med mindre kjem han ikkje heim mot vinden.
check-bat-emergen-thr = Landar av seg sjølv ved BAT_EMERGEN_THR = { $value }
    .remedy = Set { $wanted }.
check-rtl-return-alt = Returhøgd: RTL_RETURN_ALT er { $value } m
    .remedy = Vegane heim treng { $wanted } m for å gå klar av bakken. Set { $wanted }.

# What lies on an aircraft.

log-not-fetched = Flyloggen vart ikkje henta
    .detail = { $reasons }
    .remedy = List opp loggane med GET …/logs, og prøv att når dronen står uarmert på bakken.
log-not-armed = Ein flylogg tek heile sambandet: han blir berre henta frå ein drone som ikkje er armert.
log-one-at-a-time = Ein annan logg blir henta frå denne dronen. Vent på han.
log-unknown = Det er ingen logg { $number } på dronen; desse finst: { $known }.
parameter-whole = { $name } tek berre heile tal.
signing-not-armed = Ein signeringsnøkkel blir berre send til ein drone som ikkje er armert.
