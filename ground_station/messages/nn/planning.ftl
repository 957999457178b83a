## What planning over HTTP refuses

bad-wind = Vinden kan ikkje brukast
    .detail = { $given }
    .remedy = Oppgje vinden for hand, eller vel utan vind.
bad-drawing = Fila kan ikkje brukast
    .detail = { $given }
    .remedy = Vel ei anna fil, eller teikn i kartet.
area-drawing = Dette kan det ikkje planleggjast på
    .detail = Det som er teikna, er verken eit område, ei linje eller punkt.
    .remedy = Teikn eit område, ei linje eller punkt, slik malen vil ha det.
plan-two-fences = To gjerde
    .detail = Planen har både eit teikna gjerde og ein avstand til eit gjerde.
    .remedy = Vel eitt av dei.
bad-catalogue = Katalogen kan ikkje brukast
    .detail = { $given }
    .remedy = Ingenting er endra. Det som ligg her frå før, kan brukast vidare.
bad-own-value = Verdien kan ikkje setjast
    .detail = { $given }
    .remedy = Ingenting er endra.

## No wind to plan with

plan-wind-by-hand = Vind for hand treng både retning og fart. Fyll inn begge, eller vel utan vind.
plan-weather-no-contact = Stasjonen kan ikkje hente varsel: meteorologisk institutt vil vite kven som spør. Den som driftar stasjonen, set weather.contact i varde.toml.
plan-weather-unreachable = Varselet kan ikkje hentast ({ $reason }).
plan-weather-refused = Meteorologisk institutt avviser spørsmålet ({ $reason }). Den som driftar stasjonen, ser på weather.contact i varde.toml.
plan-weather-unreadable = Varselet kan ikkje lesast ({ $reason }).
plan-weather-out-of-reach = Varselet når berre til { $until }.

## Templates at the console, where the same refusal names a command at the keyboard

shelf-unknown = Stasjonen har ingen mal { $name }. Opne malane på nytt.
shelf-catalogue-unknown = Ingen her har bestemt seg for å stole på den katalogen. Legg han til med fingeravtrykket frå den som held han.
shelf-other-version = { $name } er ein annan i katalogen no ({ $version }). Les endringane på nytt.
shelf-catalogue-untrusted = Ingen her har bestemt seg for å stole på katalogen i { $name } enno. Fingeravtrykket er { $fingerprint }. Samanlikn med det som den som held katalogen, seier på telefon, og skriv det inn.
shelf-override-misfit = Stasjonen sin eigen verdi for { $place } passar ikkje til { $name }: { $reason } Set ein annan, eller ta utgjevaren sin.

## What a station may set for itself in a template

own-value-place = { $place } er utgjevaren sin og kan ikkje setjast her. Vel ein av verdiane i lista.
own-safety-max-height-agl-m = Største høgd over bakken
own-safety-min-height-agl-m = Minste høgd over bakken
own-safety-take-off-height-m = Høgd ved avgang
own-safety-battery-reserve-fraction = Reserve på batteriet
own-safety-separation-m = Avstand mellom fartøya
own-safety-max-distance-m = Største avstand frå start
own-safety-keep-out-m = Avstand til det som skal haldast fritt
own-parameter-default = { $title }: vanleg verdi
own-parameter-minimum = { $title }: minst
own-parameter-maximum = { $title }: størst
own-sensor-width-px = Varmekamera: breidda på biletet
own-sensor-height-px = Varmekamera: høgda på biletet
own-sensor-pixel-pitch-um = Varmekamera: pikselstorleik
own-sensor-focal-length-mm = Varmekamera: brennvidd
own-sensor-time-constant-ms = Varmekamera: tregleik
own-aircraft-battery-wh = Fartøy: batteri
own-aircraft-hover-power-w = Fartøy: effekt i sveving
own-aircraft-mass-kg = Fartøy: masse
own-aircraft-drag-area-m2 = Fartøy: luftmotstand
own-aircraft-battery-health = Fartøy: helsa på batteriet
own-aircraft-max-airspeed-ms = Fartøy: største fart gjennom lufta
