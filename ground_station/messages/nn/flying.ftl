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

# Why an aircraft does not arm; the ids are made from the English words.

blocker-the-turning-rate-is-not-measured-well-enough = Dreiefarten blir ikkje målt godt nok.
blocker-the-attitude-is-not-known = Stillinga er ikkje kjend.
blocker-the-position-is-not-known-wait-for-satellites-away-from-wall = Posisjonen er ikkje kjend: vent på satellittar, unna veggar og metall.
blocker-the-position-on-the-map-is-not-known-wait-for-satellites-in = Posisjonen på kartet er ikkje kjend: vent på satellittar, under open himmel.
blocker-the-height-is-not-known = Høgda er ikkje kjend.
blocker-there-is-no-plan-on-board-that-can-be-flown = Det er ingen plan om bord som kan flygast.
blocker-the-home-position-is-not-set = Heimplassen er ikkje sett.
blocker-the-hand-controller-is-not-heard = Handkontrollen høyrest ikkje.
blocker-one-cannot-take-off-in-this-flight-mode = Ein kan ikkje ta av i denne flymodusen.
blocker-the-aircraft-does-not-hear-this-ground-station = Dronen høyrer ikkje denne bakkestasjonen.
blocker-too-little-satellite-reception-for-a-position = For dårleg satellittmottak til ein posisjon.
blocker-too-few-satellites = For få satellittar.
blocker-the-satellite-position-is-too-uncertain = Satellittposisjonen er for usikker.
blocker-the-satellite-height-is-too-uncertain = Satellitthøgda er for usikker.
blocker-the-satellite-position-drifts = Satellittposisjonen driv.
blocker-the-satellites-stand-badly-in-the-sky = Satellittane står dårleg på himmelen.
blocker-satellite-reception-is-poor = Satellittmottaket er dårleg.
blocker-the-satellite-position-is-not-used-yet = Satellittposisjonen blir ikkje brukt enno.
blocker-satellite-reception-is-jammed = Satellittmottaket blir forstyrra.
blocker-somebody-sends-false-satellite-signals = Nokon sender falske satellittsignal.
blocker-the-heading-is-not-steady-yet-keep-it-still-away-from-metal = Retninga er ikkje stabil enno: hald dronen i ro, unna metall.
blocker-something-magnetic-disturbs-the-compass-move-the-aircraft = Noko magnetisk forstyrrar kompasset: flytt dronen.
blocker-the-height-is-not-steady-yet = Høgda er ikkje stabil enno.
blocker-the-position-is-not-steady-yet = Posisjonen er ikkje stabil enno.
blocker-the-speed-estimate-is-not-steady-yet-keep-the-aircraft-still = Fartsestimatet er ikkje stabilt enno: hald dronen i ro.
blocker-the-climb-estimate-is-not-steady-yet-keep-the-aircraft-still = Stigeestimatet er ikkje stabilt enno: hald dronen i ro.
blocker-the-accelerometer-is-off-calibrate-it = Akselerometeret viser feil: kalibrer det.
blocker-the-gyroscope-is-off-keep-the-aircraft-still-or-calibrate-it = Gyroskopet viser feil: hald dronen i ro, eller kalibrer det.
blocker-the-aircraft-is-still-starting = Dronen startar framleis.
blocker-an-accelerometer-is-missing = Eit akselerometer manglar.
blocker-the-accelerometer-is-not-calibrated = Akselerometeret er ikkje kalibrert.
blocker-a-gyroscope-is-missing = Eit gyroskop manglar.
blocker-the-gyroscope-is-not-calibrated = Gyroskopet er ikkje kalibrert.
blocker-the-compass-is-missing = Kompasset manglar.
blocker-the-compass-is-not-calibrated = Kompasset er ikkje kalibrert.
blocker-the-compasses-disagree-move-away-from-metal-or-calibrate-the = Kompassa er usamde: gå unna metall, eller kalibrer dei.
blocker-the-battery-is-low = Batteriet er lågt.
blocker-the-battery-is-nearly-empty = Batteriet er nesten tomt.
blocker-the-battery-is-empty = Batteriet er tomt.
blocker-the-battery-is-not-seen = Batteriet blir ikkje sett.
blocker-the-battery-is-not-connected = Batteriet er ikkje kopla til.
blocker-the-battery-reports-a-fault = Batteriet melder feil.
blocker-the-aircraft-is-at-the-fence-or-outside-it = Dronen er ved gjerdet eller utanfor.
blocker-the-aircraft-is-farther-from-home-than-it-may-be = Dronen er lenger heimanfrå enn han får vere.
blocker-the-aircraft-is-higher-above-home-than-it-may-be = Dronen er høgare over heimplassen enn han får vere.
blocker-the-fence-needs-a-home-position = Gjerdet treng ein heimplass.
blocker-the-wind-is-stronger-than-the-aircraft-s-limit = Vinden er sterkare enn grensa til dronen.
blocker-the-kill-switch-is-on = Nødstoppbrytaren er på.
blocker-the-return-switch-is-on = Heimbrytaren er på.
blocker-the-memory-card-is-missing = Minnekortet manglar.
blocker-the-autopilot-s-supply-voltage-is-low = Forsyningsspenninga til autopiloten er låg.
blocker-the-remote-identification-sender-is-missing = Sendaren for fjernidentifikasjon manglar.
blocker-the-parachute-is-missing = Fallskjermen manglar.
blocker-the-parachute-is-not-ready = Fallskjermen er ikkje klar.
blocker-a-motor-controller-does-not-answer = Ein motorkontrollar svarar ikkje.
blocker-the-longest-allowed-flight-time-is-reached = Lengste tillatne flytid er nådd.
blocker-a-motor-has-failed = Ein motor har svikta.

# Why an upload, an order or going on with a plan failed; the ids are made from the English words.

reason-the-plan-begins-with-a-landing = Planen byrjar med ei landing.
reason-the-take-off-is-not-the-first-place-of-the-plan = Avgangen er ikkje den første staden i planen.
reason-the-take-off-height-is-at-or-below-the-ground = Avgangshøgda er på eller under bakken.
reason-this-aircraft-wants-a-take-off-in-every-plan = Denne dronen vil ha ein avgang i kvar plan.
reason-this-aircraft-wants-a-landing-in-every-plan = Denne dronen vil ha ei landing i kvar plan.
reason-this-aircraft-wants-both-a-take-off-and-a-landing-in-every-p = Denne dronen vil ha både avgang og landing i kvar plan.
reason-the-plan-takes-off-but-does-not-land-add-a-landing = Planen tek av, men landar ikkje: legg til ei landing.
reason-the-plan-lands-but-does-not-take-off-add-a-take-off = Planen landar, men tek ikkje av: legg til ein avgang.
reason-the-plan-has-steps-for-a-vertical-take-off-aeroplane-which-t = Planen har steg for eit fly som tek av loddrett, og det er ikkje denne dronen.
reason-the-aircraft-does-not-know-its-position-yet = Dronen veit ikkje kvar han er enno.
reason-item-counts-its-height-from-home-and-the-aircraft-has-no-hom = Punkt { $number } reknar høgda frå heimplassen, og dronen har ingen enno.
reason-item-is-a-command-this-aircraft-cannot-do-in-a-plan = Punkt { $number } er ein kommando som denne dronen ikkje kan i ein plan.
reason-the-fence-needs-a-home-position-which-the-aircraft-does-not = Gjerdet treng ein heimplass, og dronen har ingen enno.
reason-the-last-place-before-the-landing-lies-below-it = Den siste staden før landinga ligg lågare enn landinga.
reason-the-plan-has-more-than-one-beginning-of-a-landing = Planen har meir enn éi byrjing på ei landing.
reason-the-plan-begins-a-landing-before-it-returns-home = Planen byrjar ei landing før han flyg heim.
reason-the-plan-s-landing-is-not-complete = Landinga i planen er ikkje fullstendig.
reason-the-first-place-is-farther-from-home-than-the-aircraft-allow = Den første staden ligg lenger heimanfrå enn dronen tillèt.
reason-two-places-of-the-plan-lie-too-close-together = To stader i planen ligg for nær kvarandre.
reason-the-aircraft-has-not-told-yet-where-it-is-and-where-its-home = Dronen har ikkje sagt enno kvar han er og kvar heimplassen er. Vent på posisjonen.
reason-the-aircraft-is-flying-a-plan-pause-it-first-a-new-one-would = Dronen flyg ein plan. Set han på pause først: ein ny plan ville verke straks.
reason-without-an-elevation-model-the-way-to-where-it-stopped-canno = Utan høgdemodell kan ikkje vegen dit han slutta sjekkast. Legg til ein.
reason-the-way-to-where-it-stopped-leads-over-ground-of-unknown-hei = Vegen dit han slutta går over terreng med ukjend høgd. Legg til høgdemodellen.
reason-the-plan-has-jumps-there-is-no-one-place-where-it-was-left = Planen har hopp: det finst ikkje éin stad der han vart forlaten.
reason-the-plan-was-flown-to-its-end = Planen vart flogen til endes.
reason-nothing-of-the-plan-is-left-to-fly = Det er ingenting att av planen.
reason-the-plan-has-no-items = Planen har ingen punkt.
reason-the-plan-is-on-the-aircraft-but-it-judges-that-the-plan-cann = Planen er på dronen, men dronen meiner at han ikkje kan flygast.
reason-the-plan-is-whole-but-the-aircraft-did-not-say-whether-it-ca = Planen er heil, men dronen sa ikkje om han kan flyge han.
reason-the-plan-could-not-be-read-back-so-it-is-not-known-to-be-who = Planen kunne ikkje lesast tilbake, så det er ikkje kjent om han er heil.
reason-the-aircraft-does-not-tell-whether-it-can-fly-the-plan = Dronen seier ikkje om han kan flyge planen.
reason-the-fence-is-on-the-aircraft-but-is-not-enforced-draw-it-aro = Gjerdet er på dronen, men blir IKKJE halde. Teikn det rundt dronen og heimplassen.
reason-the-aircraft-did-not-answer-the-offer-of-a-plan = Dronen svara ikkje då planen vart tilboden.
reason-the-aircraft-fell-silent-after-item-of-it-keeps-the-plan-it = Dronen vart stille etter punkt { $number } av { $count }. Han held på planen han hadde.
reason-the-aircraft-asked-for-item-again-and-again = Dronen bad om punkt { $number } om og om att.
reason-the-has-items-this-aircraft-holds-at-most = { $name }: { $count } punkt; denne dronen har plass til { $most }.
reason-simplify-or-split-it-the-aircraft-keeps-what-it-had = Forenkle eller del han. Dronen held på det han hadde.
reason-the-aircraft-holds-another-plan-than-was-sent = Dronen har ein annan plan ({ $stored }) enn den som vart send ({ $sent }).
reason-the-transfer-was-broken-off = Overføringa vart avbroten.
reason-the-aircraft-did-not-answer = Dronen svara ikkje.
reason-no-aircraft-with-this-number-is-heard = Ingen drone med dette nummeret blir høyrd.
reason-a-later-order-took-its-place = Ein seinare ordre kom i staden.
reason-two-aircraft-have-the-number-give-one-another-number-mav-sys = To dronar har nummer { $number }. Gje den eine eit anna nummer (MAV_SYS_ID) og start han på nytt.
reason-no-answer-came-read-the-aircraft-s-state-before-you-ask-agai = Det kom ikkje noko svar. Sjå på tilstanden til dronen før du spør att.
reason-the-aircraft-is-heard-but-gave-no-answer-it-may-not-know-thi = Dronen blir høyrd, men svara ikkje: kanskje kjenner han ikkje denne kommandoen.
reason-the-aircraft-is-not-flying-take-off-first = Dronen flyg ikkje. Ta av først.
reason-the-aircraft-is-not-armed-arm-it-first = Dronen er ikkje armert. Armer han først.
reason-there-is-no-plan-on-the-aircraft-upload-one-first = Det er ingen plan på dronen. Send ein først.
reason-the-place-is-outside-the-fence-on-the-aircraft = Staden ligg utanfor gjerdet på dronen.
reason-the-aircraft-cannot-do-this-now = Dronen kan ikkje gjere dette no.
reason-the-aircraft-refuses-this-with-these-values = Dronen avslår dette med desse verdiane.
reason-the-aircraft-does-not-sign-with-the-key-its-firmware-may-not = Dronen signerer ikkje med nøkkelen: kanskje kan ikkje programvara det.
reason-the-link-that-this-aircraft-is-heard-on-has-no-signing-key = Sambandet som dronen blir høyrd på har ingen signeringsnøkkel.

# What lies on an aircraft.

log-not-fetched = Flyloggen vart ikkje henta
    .detail = { $reasons }
    .remedy = List opp loggane med GET …/logs, og prøv att når dronen står uarmert på bakken.
log-not-armed = Ein flylogg tek heile sambandet: han blir berre henta frå ein drone som ikkje er armert.
log-one-at-a-time = Ein annan logg blir henta frå denne dronen. Vent på han.
log-unknown = Det er ingen logg { $number } på dronen; desse finst: { $known }.
parameter-whole = { $name } tek berre heile tal.
signing-not-armed = Ein signeringsnøkkel blir berre send til ein drone som ikkje er armert.
