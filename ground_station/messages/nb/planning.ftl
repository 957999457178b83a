## What planning over HTTP refuses

bad-wind = Vinden kan ikke brukes
    .detail = { $given }
    .remedy = Oppgi vinden for hånd, eller velg uten vind.
bad-drawing = Filen kan ikke brukes
    .detail = { $given }
    .remedy = Velg en annen fil, eller tegn i kartet.
area-drawing = Dette kan det ikke planlegges på
    .detail = Det som er tegnet, er verken et område, en linje eller punkter.
    .remedy = Tegn et område, en linje eller punkter, slik malen vil ha det.
plan-two-fences = To gjerder
    .detail = Planen har både et tegnet gjerde og en avstand til et gjerde.
    .remedy = Velg ett av dem.
bad-catalogue = Katalogen kan ikke brukes
    .detail = { $given }
    .remedy = Ingenting er endret. Det som ligger her fra før, kan brukes videre.
bad-own-value = Verdien kan ikke settes
    .detail = { $given }
    .remedy = Ingenting er endret.

## No wind to plan with

plan-wind-by-hand = Vind for hånd trenger både retning og fart. Fyll inn begge, eller velg uten vind.
plan-weather-no-contact = Stasjonen kan ikke hente varsel: meteorologisk institutt vil vite hvem som spør. Den som drifter stasjonen, setter weather.contact i varde.toml.
plan-weather-unreachable = Varselet kan ikke hentes ({ $reason }).
plan-weather-refused = Meteorologisk institutt avviser spørsmålet ({ $reason }). Den som drifter stasjonen, ser på weather.contact i varde.toml.
plan-weather-unreadable = Varselet kan ikke leses ({ $reason }).
plan-weather-out-of-reach = Varselet når bare til { $until }.

## Templates at the console, where the same refusal names a command at the keyboard

shelf-unknown = Stasjonen har ingen mal { $name }. Åpne malene på nytt.
shelf-catalogue-unknown = Ingen her har bestemt seg for å stole på den katalogen. Legg den til med fingeravtrykket fra den som holder den.
shelf-other-version = { $name } er en annen i katalogen nå ({ $version }). Les endringene på nytt.
shelf-catalogue-untrusted = Ingen her har bestemt seg for å stole på katalogen i { $name } ennå. Fingeravtrykket er { $fingerprint }. Sammenlign med det som den som holder katalogen, sier på telefon, og skriv det inn.
shelf-override-misfit = Stasjonens egen verdi for { $place } passer ikke til { $name }: { $reason } Sett en annen, eller ta utgiverens.

## What a station may set for itself in a template

own-value-place = { $place } er utgiverens og kan ikke settes her. Velg en av verdiene i listen.
own-safety-max-height-agl-m = Største høyde over bakken
own-safety-min-height-agl-m = Minste høyde over bakken
own-safety-take-off-height-m = Høyde ved avgang
own-safety-battery-reserve-fraction = Reserve på batteriet
own-safety-separation-m = Avstand mellom fartøyene
own-safety-max-distance-m = Største avstand fra start
own-safety-keep-out-m = Avstand til det som skal holdes fritt
own-parameter-default = { $title }: vanlig verdi
own-parameter-minimum = { $title }: minst
own-parameter-maximum = { $title }: størst
own-sensor-width-px = Varmekamera: bildets bredde
own-sensor-height-px = Varmekamera: bildets høyde
own-sensor-pixel-pitch-um = Varmekamera: pikselstørrelse
own-sensor-focal-length-mm = Varmekamera: brennvidde
own-sensor-time-constant-ms = Varmekamera: treghet
own-aircraft-battery-wh = Fartøy: batteri
own-aircraft-hover-power-w = Fartøy: effekt i hovring
own-aircraft-mass-kg = Fartøy: masse
own-aircraft-drag-area-m2 = Fartøy: luftmotstand
own-aircraft-battery-health = Fartøy: batteriets helse
own-aircraft-max-airspeed-ms = Fartøy: største fart gjennom luften
