## Det planlegginga finn feil: `problem-` og koden til problemet. Argumenta er Problem.details.

# Reglar for ein ferdig plan
problem-terrain-missing = Terrenghøgda er ukjend { $places } stader under ruta eller heimvegen til drone { $vehicle }. Legg inn ein terrengmodell som dekkjer området og startstaden, eller oppgje for hand ei høgd over havet som ingen bakke der går over.
problem-too-high = Drone { $vehicle } ville ha floge { $height_m } m over bakken; grensa er { $limit_m } m. Planlegg lågare, eller flytt kanten av området bort frå stupet.
problem-too-low = Drone { $vehicle } ville ha floge { $height_m } m over bakken; minste tillatne høgd er { $limit_m } m. Planlegg høgare.
problem-return-below-terrain = Med returhøgd { $set_m } m kjem drone { $vehicle } så nær bakken som { $clearance_m } m på veg heim. Set RTL_RETURN_ALT og returhøgda til { $needed_m } m, eller start høgare i terrenget.
problem-return-unsure = På rett veg heim kjem drone { $vehicle } så nær bakken som { $clearance_m } m. Returhøgda hjelper kanskje ikkje, for ingen veit kor høgt startstaden ligg. Start der terrengmodellen kjenner bakken.
problem-floor-by-hand = { $places } stader under ruta eller heimvegane til drone { $vehicle } er terrenghøgda ukjend. Planen reknar med { $floor_m } m over havet, oppgjeve for hand. Ingenting er kontrollert mot bakken der, korkje avstanden til han eller høgdegrensa. Forsikre deg om at ingen bakke der, heller ikkje startstaden, ligg høgare.
problem-floor-below-start = Drone { $vehicle } står { $start_m } m over havet, høgare enn dei { $floor_m } m som er oppgjevne for hand. Oppgje den høgaste bakken der, startstaden medrekna.
problem-crosses-hole = Strekningar over område drona skal halde seg unna: { $legs }. Flytt startstaden eller holet.
problem-out-of-reach = Drone { $vehicle } rekk ikkje ut til området og heim att på { $usable_wh } Wh. Start nærare.
problem-too-many-items = Planen for drone { $vehicle } har { $items } punkt; ein flykontrollar har kanskje berre plass til { $limit }. Del opp området eller bruk fleire droner.
problem-too-steep = Drone { $vehicle } kan ikkje følgje ein etappe som stig eller søkk { $slope_deg } grader, ikkje ein gong på det langsamaste: Ho kan flyge forbi neste punkt. Planlegg høgare, eller flytt kanten av området bort frå stupet.
problem-battery = Drone { $vehicle } treng { $energy_wh } Wh og kan bruke { $usable_wh } Wh per batteri: { $sorties } turar. Ha lada batteri klare, eller bruk fleire droner.
problem-far-from-home = Drone { $vehicle } flyg { $distance_m } m frå startstaden; malen tillèt { $limit_m } m. Start nærare, eller ha ein observatør der ute.
problem-motion-blur = I { $speed_ms } m/s blir bakken smurd utover { $blur_px } pikslar. Flyg { $sharp_speed_ms } m/s eller saktare, eller høgare.
problem-wind = Mot { $wind_ms } m/s vind kjem drona, som er laga for { $airspeed_ms } m/s, knapt framover. Vent til vinden stilnar.
problem-sees-nothing = Berre { $percent } % av det som skal sjåast, ville bli sett: Det er for stort til å sjåast frå så langt utanfor. Teikn eit mindre område eller eit punkt, eller vel ein mal som flyg over området.
problem-gaps = Berre { $percent } % av området blir sett: Terrenget stig inn i biletet, eller eit hol er i vegen. Planlegg med meir overlapp.
problem-separation = Drone { $vehicle } og { $other } kjem { $distance_m } m frå kvarandre etter { $after_s } s; minsteavstanden er { $limit_m } m. Start dei lenger frå kvarandre, eller ikkje samstundes.
problem-leaves-allowed = Ein etappe forlèt området som er tillate. Teikn oppdraget og startstaden innanfor det.
problem-return-crosses = Frå { $places } stader på ruta kryssar den rette vegen heim grunn som skal unngåast, eller han forlèt området som er tillate. Start der vegen heim er fri, eller flyg attende langs ruta.
problem-unwatched = Med { $vehicles } dronar står staden utan oppsyn i { $gap_s } s ved kvart byte. Bruk fleire dronar, eller start nærare.

# Det teikna området
problem-area-not-geojson = Området er ikkje GeoJSON. Gje opp eit GeoJSON-polygon.
problem-area-not-polygon = Området er eit { $kind }, ikkje eit polygon. Teikn eitt lukka polygon.
problem-area-not-one = Fila har { $n } objekt. Gje opp nøyaktig eitt område; planlegg fleire område kvar for seg.
problem-area-too-few-points = Polygonet har { $n } ulike hjørne. Teikn minst tre.
problem-area-coordinate-invalid = Punkt { $n } er ikkje ein lengdegrad og ein breiddegrad. Teikn området på nytt eller rett fila.
problem-area-swapped = I punkt { $n } ser breiddegrad og lengdegrad ut til å vere bytte om. GeoJSON skriv lengdegrad først.
problem-area-out-of-range = Punkt { $n } ligg på lengdegrad { $longitude } og breiddegrad { $latitude }, utanfor kartet. Flytt det.
problem-area-crosses-itself = Kanten av området kryssar seg sjølv ved { $latitude }, { $longitude }. Flytt hjørna der.
problem-area-hole-outside = Eit hol ligg utanfor området ved { $latitude }, { $longitude }. Flytt det inn eller fjern det.
problem-area-in-pieces = Hol deler området i bitar ved { $latitude }, { $longitude }. Planlegg kvar bit som eit eige område.
problem-area-without-surface = Området har inga flate. Teikn eit polygon med plass inni.
problem-area-across-180 = Det som er teikna, ligg på begge sider av 180. lengdegrad. Planlegg kvar side for seg.
problem-area-too-large = Området er { $size_km2 } km²; høgst { $limit_km2 } km² kan planleggjast om gongen. Teikn eit mindre område eller del det opp.
problem-pattern-unknown = Mønsteret { $name } finst ikkje. Kjende er { $known }.
problem-pattern-needs = Mønsteret { $name } i malen treng parametrane { $lacking }. Legg dei til i malen.
problem-drawing-kind = Dette oppdraget kan ikkje teiknast som { $kind }. Teikn { $wanted }.
problem-drawing-points = Teikninga har { $n } punkt. Teikn frå 1 til { $limit }.
problem-drawing-too-long = Teikninga strekkjer seg over meir enn { $limit_km } km. Teikn kortare, eller del ho opp.
problem-drawing-short = Linja har inga lengd. Teikn minst to punkt frå kvarandre.
problem-drawing-allowed = { $n } polygon skal vere det tillatne området. Gje eitt.
problem-building-height = Flyginga ville gå { $spare_m } m over taket; { $least_m } m er minst. Flyg høgare, eller rett høgda på bygningen.

# Terrengmodellar
problem-terrain-unreadable = { $file } kan ikkje lesast som terrengmodell. Gje opp ei GeoTIFF- eller SRTM-fil (.hgt).
problem-terrain-unplaced = { $file } seier ikkje kvar på jorda ho ligg. Gje opp ei fil med koordinatsystem.
problem-terrain-ellipsoidal = { $file } har høgder over ellipsoiden. Gje opp ein modell med høgder over havet.

# Malar og parametrane deira
problem-template-unknown = Det finst ingen mal som heiter { $name }. Desse finst: { $known }.
problem-template-ambiguous = Fleire malar heiter { $name }. Sei kva for ein: { $known }.
problem-template-unreadable = Malen { $file } kan ikkje lesast. Rett fila.
problem-template-invalid = Malen { $file } har ein feil i { $place }: { $reason }
problem-parameter-unknown = Malen har ingen parameter som heiter { $name }. Han har { $known }.
problem-parameter-type = { $name } kan ikkje vere { $value }. Gje opp ein verdi av rett slag.
problem-parameter-limits = { $name } er { $value } { $unit }, utanfor { $minimum } til { $maximum } { $unit }. Vel ein verdi innanfor grensene.

# Planfiler
problem-plan-file-unreadable = Planfila kan ikkje lesast. Lagre henne på nytt i programmet ho kom frå.
problem-plan-file-item = Punkt eller linje { $n } i planfila kan ikkje brukast. Gjer mønster om til vegpunkt og lagre på nytt.
problem-plan-file-ending = Ingen planformat har endinga { $ending }. Desse finst: { $known }.
problem-plan-format-unknown = { $file } kan ikkje skrivast i formatet { $name }. Kjende format er { $known }.
problem-plan-format-lacks = Formatet til DJI kan ikkje seie alt i denne planen ({ $what }). Flyg han over MAVLink, eller vel ein annan mal.
problem-area-file-ending = Inga teikning har endinga { $ending }. Kjende er { $known }.
problem-area-file-unreadable = Teikninga kan ikkje lesast ({ $reason }). Lagre ho på nytt som GeoJSON, KML eller GPX.
problem-plan-file-unwritable = { $file } kan ikkje skrivast. Vel ein annan stad.
problem-plan-not-flyable = Planen har feil og må ikkje flygast. Rett problema som står saman med han.
