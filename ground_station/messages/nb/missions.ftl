## Det planleggingen finner feil: `problem-` og problemets kode. Argumentene er Problem.details.

# Regler for en ferdig plan
problem-terrain-missing = Terrenghøyden er ukjent { $places } steder under ruten eller hjemveien til drone { $vehicle }. Legg inn en terrengmodell som dekker området og startstedet, eller oppgi for hånd en høyde over havet som ingen bakke der går over.
problem-too-high = Drone { $vehicle } ville ha fløyet { $height_m } m over bakken; grensen er { $limit_m } m. Planlegg lavere, eller flytt kanten av området bort fra stupet.
problem-too-low = Drone { $vehicle } ville ha fløyet { $height_m } m over bakken; minste tillatte høyde er { $limit_m } m. Planlegg høyere.
problem-return-below-terrain = Med returhøyde { $set_m } m kommer drone { $vehicle } så nær bakken som { $clearance_m } m på vei hjem. Sett RTL_RETURN_ALT og returhøyden til { $needed_m } m, eller start høyere i terrenget.
problem-return-unsure = På rett vei hjem kommer drone { $vehicle } så nær bakken som { $clearance_m } m. Returhøyden hjelper kanskje ikke, for ingen vet hvor høyt startstedet ligger. Start der terrengmodellen kjenner bakken.
problem-floor-by-hand = { $places } steder under ruten eller hjemveiene til drone { $vehicle } er terrenghøyden ukjent. Planen regner med { $floor_m } m over havet, oppgitt for hånd. Ingenting er kontrollert mot bakken der, verken avstanden til den eller høydegrensen. Forsikre deg om at ingen bakke der, heller ikke startstedet, ligger høyere.
problem-floor-below-start = Drone { $vehicle } står { $start_m } m over havet, høyere enn de { $floor_m } m som er oppgitt for hånd. Oppgi den høyeste bakken der, startstedet medregnet.
problem-crosses-hole = Strekninger over områder dronen skal holde seg unna: { $legs }. Flytt startstedet eller hullet.
problem-out-of-reach = Drone { $vehicle } rekker ikke ut til området og hjem igjen på { $usable_wh } Wh. Start nærmere.
problem-too-many-items = Planen for drone { $vehicle } har { $items } punkter; en flykontroller har kanskje bare plass til { $limit }. Del opp området eller bruk flere droner.
problem-too-steep = Drone { $vehicle } kan ikke følge en etappe som stiger eller synker { $slope_deg } grader, selv ikke på det langsomste: Den kan fly forbi neste punkt. Planlegg høyere, eller flytt kanten av området bort fra stupet.
problem-battery = Drone { $vehicle } trenger { $energy_wh } Wh og kan bruke { $usable_wh } Wh per batteri: { $sorties } turer. Ha ladede batterier klare, eller bruk flere droner.
problem-far-from-home = Drone { $vehicle } flyr { $distance_m } m fra startstedet; malen tillater { $limit_m } m. Start nærmere, eller ha en observatør der ute.
problem-motion-blur = I { $speed_ms } m/s blir bakken utsmurt over { $blur_px } piksler. Fly { $sharp_speed_ms } m/s eller saktere, eller høyere.
problem-wind = Mot { $wind_ms } m/s vind kommer dronen, som er laget for { $airspeed_ms } m/s, knapt framover. Vent til vinden løyer.
problem-sees-nothing = Bare { $percent } % av det som skal ses, ville bli sett: Det er for stort til å ses fra så langt utenfor. Tegn et mindre område eller et punkt, eller velg en mal som flyr over området.
problem-gaps = Bare { $percent } % av området blir sett: Terrenget stiger inn i bildet, eller et hull er i veien. Planlegg med mer overlapp.
problem-separation = Drone { $vehicle } og { $other } kommer { $distance_m } m fra hverandre etter { $after_s } s; minsteavstanden er { $limit_m } m. Start dem lenger fra hverandre, eller ikke samtidig.
problem-leaves-allowed = En etappe forlater området som er tillatt. Tegn oppdraget og startstedet innenfor det.
problem-return-crosses = Fra { $places } steder på ruten krysser den rette veien hjem grunn som skal unngås, eller den forlater området som er tillatt. Start der veien hjem er fri, eller fly tilbake langs ruten.
problem-unwatched = Med { $vehicles } droner står stedet uten oppsyn i { $gap_s } s ved hvert bytte. Bruk flere droner, eller start nærmere.

# Det tegnede området
problem-area-not-geojson = Området er ikke GeoJSON. Oppgi et GeoJSON-polygon.
problem-area-not-polygon = Området er et { $kind }, ikke et polygon. Tegn ett lukket polygon.
problem-area-not-one = Filen har { $n } objekter. Oppgi nøyaktig ett område; planlegg flere områder hver for seg.
problem-area-too-few-points = Polygonet har { $n } ulike hjørner. Tegn minst tre.
problem-area-coordinate-invalid = Punkt { $n } er ikke en lengdegrad og en breddegrad. Tegn området på nytt eller rett filen.
problem-area-swapped = I punkt { $n } ser breddegrad og lengdegrad ut til å være byttet om. GeoJSON skriver lengdegrad først.
problem-area-out-of-range = Punkt { $n } ligger på lengdegrad { $longitude } og breddegrad { $latitude }, utenfor kartet. Flytt det.
problem-area-crosses-itself = Kanten av området krysser seg selv ved { $latitude }, { $longitude }. Flytt hjørnene der.
problem-area-hole-outside = Et hull ligger utenfor området ved { $latitude }, { $longitude }. Flytt det inn eller fjern det.
problem-area-in-pieces = Hull deler området i biter ved { $latitude }, { $longitude }. Planlegg hver bit som et eget område.
problem-area-without-surface = Området har ingen flate. Tegn et polygon med plass inni.
problem-area-across-180 = Det som er tegnet, ligger på begge sider av 180. lengdegrad. Planlegg hver side for seg.
problem-area-too-large = Området er { $size_km2 } km²; høyst { $limit_km2 } km² kan planlegges om gangen. Tegn et mindre område eller del det opp.
problem-pattern-unknown = Mønsteret { $name } finnes ikke. Kjente er { $known }.
problem-pattern-needs = Malens mønster { $name } trenger parametrene { $lacking }. Legg dem til i malen.
problem-drawing-kind = Dette oppdraget kan ikke tegnes som { $kind }. Tegn { $wanted }.
problem-drawing-points = Tegningen har { $n } punkter. Tegn fra 1 til { $limit }.
problem-drawing-too-long = Tegningen strekker seg over mer enn { $limit_km } km. Tegn kortere, eller del den opp.
problem-drawing-short = Linjen har ingen lengde. Tegn minst to punkter fra hverandre.
problem-drawing-allowed = { $n } polygoner skal være det tillatte området. Angi ett.
problem-building-height = Flygingen ville gå { $spare_m } m over taket; { $least_m } m er minst. Fly høyere, eller rett bygningens høyde.

# Terrengmodeller
problem-terrain-unreadable = { $file } kan ikke leses som terrengmodell. Oppgi en GeoTIFF- eller SRTM-fil (.hgt).
problem-terrain-unplaced = { $file } sier ikke hvor på jorden den ligger. Oppgi en fil med koordinatsystem.
problem-terrain-ellipsoidal = { $file } har høyder over ellipsoiden. Oppgi en modell med høyder over havet.

# Maler og parametrene deres
problem-template-unknown = Det finnes ingen mal som heter { $name }. Disse finnes: { $known }.
problem-template-ambiguous = Flere maler heter { $name }. Si hvilken: { $known }.
problem-template-unreadable = Malen { $file } kan ikke leses. Rett filen.
problem-template-invalid = Malen { $file } har en feil i { $place }: { $reason }
problem-parameter-unknown = Malen har ingen parameter som heter { $name }. Den har { $known }.
problem-parameter-type = { $name } kan ikke være { $value }. Oppgi en verdi av riktig slag.
problem-parameter-limits = { $name } er { $value } { $unit }, utenfor { $minimum } til { $maximum } { $unit }. Velg en verdi innenfor grensene.

# Planfiler
problem-plan-file-unreadable = Planfilen kan ikke leses. Lagre den på nytt i programmet den kom fra.
problem-plan-file-item = Punkt eller linje { $n } i planfilen kan ikke brukes. Gjør mønstre om til veipunkter og lagre på nytt.
problem-plan-file-ending = Ingen planformater har endelsen { $ending }. Disse finnes: { $known }.
problem-plan-format-unknown = { $file } kan ikke skrives i formatet { $name }. Kjente formater er { $known }.
problem-plan-format-lacks = DJIs format kan ikke si alt i denne planen ({ $what }). Fly den over MAVLink, eller velg en annen mal.
problem-area-file-ending = Ingen tegning har endelsen { $ending }. Kjente er { $known }.
problem-area-file-unreadable = Tegningen kan ikke leses ({ $reason }). Lagre den på nytt som GeoJSON, KML eller GPX.
problem-plan-file-unwritable = { $file } kan ikke skrives. Velg et annet sted.
problem-plan-not-flyable = Planen har feil og må ikke flys. Rett problemene som står sammen med den.
