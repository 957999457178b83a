## Hva utvekslingen av maler avviser: `problem-` og koden.

problem-package-invalid = Pakken { $file } kan ikke brukes: { $place } er feil ({ $reason }). Rett feilen, eller be om pakken på nytt.
problem-package-case-failed = { $name } holder ikke det den selv lover: { $reason }. Rett malen eller prøvetilfellet.
problem-package-unknown = { $name } er ikke utgitt i den versjonen. Se `varde template list`.
problem-package-missing = { $name } mangler i katalogen. Kopier katalogen på nytt.
problem-package-tampered = { $name } er endret etter at den ble signert, og blir ikke brukt. Be om den på nytt.
problem-package-misnamed = { $name } er ikke det navnet sier. Si fra til den som ga den ut.
problem-package-replaced = { $name } er utgitt og kan ikke byttes ut. Gi endringen en ny versjon.
problem-package-not-newer = { $name }: versjonen må være høyere enn den som er utgitt ({ $reason }).
problem-package-needs-major = { $name } gjør noe annet enn før uten at versjonen sier det ({ $reason }). Øk det første tallet i versjonen.
problem-catalogue-exists = Det finnes alt en katalog i { $name }. Velg en annen mappe.
problem-catalogue-missing = Det finnes ingen katalog i { $name }. Lag en med `varde template catalogue new`.
problem-catalogue-keys-changed = Det { $name } har gitt ut, er ikke signert med nøklene som gjelder nå. Se på alt og signer det på nytt: `varde template renew { $name }`.
problem-catalogue-namespace-form = { $name } er ikke et navneområde. Skriv det som no.bergen.brann.
problem-catalogue-too-few-signers = To personer må kunne signere for { $name }. Gi --signer minst to ganger, med ulike nøkler.
problem-catalogue-broken = { $name } er ikke en hel katalog. Kontroller adressen, eller kopier katalogen på nytt.
problem-catalogue-unsigned = { $name } har for få gyldige signaturer og blir ikke brukt. To av dem som svarer for malene må ha signert. Be utgiveren om signaturen som mangler.
problem-catalogue-draft-outdated = Utkastet til { $name } bygger ikke på det som er utgitt nå. Lag det på nytt i en fersk kopi av katalogen.
problem-catalogue-not-keeper = Nøkkelen hører ikke til den som holder katalogen { $name }. Bruk katalogholderens nøkkel.
problem-catalogue-no-draft = { $name } har ikke noe å signere. Gi ut eller trekk tilbake noe først.
problem-catalogue-namespace = { $name } ligger utenfor utgiverens eget navneområde og blir ikke brukt. Gi den ut under eget navn.
problem-catalogue-namespace-unknown = Katalogen har ikke noe navneområde { $name }. Be katalogholderen slippe dere inn: `varde template catalogue admit`.
problem-catalogue-unwritable = { $file } kan ikke skrives ({ $reason }). Gi en mappe som det kan skrives til.
problem-catalogue-expired = Katalogen { $name } er for gammel: den som holder den, går ikke god for den lenger. Be om en fersk kopi. Maler som alt er hentet, kan fortsatt brukes.
problem-catalogue-rolled-back = Katalogen { $name } er eldre enn den stasjonen alt har sett, eller satt sammen av ulike tilstander. Den blir ikke brukt. Bruk den nyere kopien.
problem-catalogue-tampered = { $name }: en fil er ikke den som ble signert, og blir ikke brukt. Kopier den på nytt, og si fra til katalogholderen om den fortsatt er feil.
problem-catalogue-unreachable = { $name } kan ikke leses. Kontroller adressen, nettet eller minnepinnen.
problem-catalogue-other-fingerprint = Katalogen på { $name } har fingeravtrykket { $fingerprint }, ikke det som ble oppgitt. Ikke bruk den. Spør katalogholderen.
problem-catalogue-untrusted = Ingen her har bestemt seg for å stole på katalogen på { $name } ennå. Fingeravtrykket er { $fingerprint }. Sammenlign det med det katalogholderen har gitt dere, for eksempel på telefon, og oppgi det med --fingerprint.
problem-key-name = { $name } kan ikke være navn på en nøkkel. Bruk små bokstaver, tall, punktum og bindestrek.
problem-key-password-short = Passordet til nøkkelen { $name } er for kort. Bruk minst tolv tegn.
problem-key-exists = Det finnes alt en nøkkel { $name }. Velg et annet navn eller en annen mappe.
problem-key-unwritable = Nøkkelen { $name } kan ikke lagres. Velg en annen mappe.
problem-key-unreadable = { $name } kan ikke leses som nøkkel. Gi en fil som `varde template key new` har laget.
problem-key-password = Nøkkelen { $name } lar seg ikke åpne. Gi passordet den ble laget med.
problem-key-twice = Nøklene { $name } er ikke ulike. Hver person signerer med sin egen.
problem-key-not-of-namespace = Denne nøkkelen kan ikke signere for { $name }. Bruk en nøkkel som katalogholderen har godtatt for det navneområdet.
problem-override-form = { $name } er ikke en egen endring. Skriv for eksempel safety/max_height_agl_m=100.
problem-override-misfit = Stasjonens egen verdi for { $place } passer ikke til { $name }. Sett en annen verdi, eller fjern den: `varde template unset`.
problem-override-loosens = { $place }={ $value } er mindre strengt enn { $name } tillater: grensen er { $limit }. Sett en strengere verdi, eller be utgiveren om en annen grense.
problem-store-withdrawn = { $name } { $version } er trukket tilbake: { $reason } Hent en nyere versjon, eller velg en annen mal.
problem-store-withdrawn-replaced = { $name } { $version } er trukket tilbake: { $reason } Bruk { $replaced_by }.
problem-store-damaged = Det stasjonen har lagret av { $name }, kan ikke brukes ({ $reason }). Hent det på nytt, eller fjern filen.
problem-store-unwritable = { $name } kan ikke skrives ({ $reason }). Gi en mappe som det kan skrives til.
problem-template-id-form = { $name } er ikke en mal-id. Skriv navneområdet og et navn, som no.voss.brann/etterslokking.
problem-template-folder-exists = Det finnes alt en mal i { $name }. Velg en annen mappe.

## Hva kommandoene for maler sier

exchange-changed = { $place }: { $before } → { $after }
exchange-added = { $place }: nytt: { $after }
exchange-removed = { $place }: borte: { $before }
exchange-behaviour = ! { $line } (dronen eller mannskapet gjør noe annet)
exchange-safety = !! Sikkerhet: { $text }
exchange-own = Stasjonens egen verdi står: { $place } = { $value } (utgiverens: { $theirs })
exchange-same = Ingen forskjell.
exchange-new = { $name } { $version }: ny
exchange-update = { $name } { $before } → { $after }:
exchange-current = { $name } { $version }: alt her
exchange-installed = { $name } { $version } er hentet.
exchange-confirm = Ta dette i bruk?
exchange-sign-confirm = Signere dette?
exchange-withdrawn = { $name } { $version } er trukket tilbake: { $reason }
exchange-refused = Ikke brukt: { $reason }
exchange-stale = Katalogen { $name } ble sist kontrollert for { $days } døgn siden, og ingen går god for den lenger. Malene her kan fortsatt brukes. Hent en fersk kopi.
exchange-signed = { $name }: { $count } av { $needed } signaturer.
exchange-next-sign = En til må signere: varde template sign { $name } --catalogue MAPPE --key NØKKEL
exchange-next-refresh = Katalogholderen kan gi det ut: varde template catalogue refresh MAPPE --key NØKKEL
exchange-published = { $name } er gitt ut.
exchange-holds = { $name } { $version } står ved lag (SHA-256 { $sha256 }).
exchange-root-until = Katalogholderens nøkler må fornyes før { $until }: varde template catalogue keys MAPPE --key NØKKEL --former NØKKEL
exchange-waiting = { $name } venter: { $reason }
exchange-vouched = Katalogen gjelder til { $until }.
exchange-fingerprint = Katalogens fingeravtrykk: { $fingerprint }. Gi det til dem som skal hente, på en annen vei enn katalogen.
exchange-admitted = { $name } kan gi ut maler med { $count } nøkler, to om gangen.
exchange-key-made = Hold { $private } hemmelig. Gi { $public } til den som holder katalogen.
exchange-made = { $name } er laget. Skriv vurderingene i docs/, og kontroller med `varde template validate { $name }`.
exchange-whole = { $name } { $version }: uendret
exchange-valid = { $count } mal(er) er gyldige.
exchange-own-kept = { $name }: { $count } egne verdier.
exchange-not-confirmed = Ikke tatt i bruk. Les forskjellene over, og gi --yes.
exchange-no-such = { $name } finnes ikke i katalogen.
exchange-none-left = { $name } er trukket tilbake i alle versjoner.
bad-template = Malen kan ikke brukes
    .detail = { $given }
    .remedy = Velg en annen mal.
