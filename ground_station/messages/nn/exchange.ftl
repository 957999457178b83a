## Kva utvekslinga av malar avviser: `problem-` og koden.

problem-package-invalid = Pakken { $file } kan ikkje brukast: { $place } er feil ({ $reason }). Rett feilen, eller be om pakken på nytt.
problem-package-case-failed = { $name } held ikkje det han sjølv lovar: { $reason }. Rett malen eller prøvetilfellet.
problem-package-unknown = { $name } er ikkje gjeven ut i den versjonen. Sjå `varde template list`.
problem-package-missing = { $name } manglar i katalogen. Kopier katalogen på nytt.
problem-package-tampered = { $name } er endra etter at han vart signert, og blir ikkje brukt. Be om han på nytt.
problem-package-misnamed = { $name } er ikkje det namnet seier. Sei frå til den som gav han ut.
problem-package-replaced = { $name } er gjeven ut og kan ikkje bytast ut. Gi endringa ein ny versjon.
problem-package-not-newer = { $name }: versjonen må vere høgare enn den som er gjeven ut ({ $reason }).
problem-package-needs-major = { $name } gjer noko anna enn før utan at versjonen seier det ({ $reason }). Auk det første talet i versjonen.
problem-catalogue-exists = Det finst alt ein katalog i { $name }. Vel ei anna mappe.
problem-catalogue-missing = Det finst ingen katalog i { $name }. Lag ein med `varde template catalogue new`.
problem-catalogue-keys-changed = Det { $name } har gjeve ut, er ikkje signert med nøklane som gjeld no. Sjå på alt og signer det på nytt: `varde template renew { $name }`.
problem-catalogue-namespace-form = { $name } er ikkje eit namneområde. Skriv det som no.bergen.brann.
problem-catalogue-too-few-signers = To personar må kunne signere for { $name }. Gi --signer minst to gonger, med ulike nøklar.
problem-catalogue-broken = { $name } er ikkje ein heil katalog. Kontroller adressa, eller kopier katalogen på nytt.
problem-catalogue-unsigned = { $name } har for få gyldige signaturar og blir ikkje brukt. To av dei som svarer for malane må ha signert. Be utgjevaren om signaturen som manglar.
problem-catalogue-draft-outdated = Utkastet til { $name } byggjer ikkje på det som er gjeve ut no. Lag det på nytt i ein fersk kopi av katalogen.
problem-catalogue-not-keeper = Nøkkelen høyrer ikkje til den som held katalogen { $name }. Bruk nøkkelen til katalogholdaren.
problem-catalogue-no-draft = { $name } har ikkje noko å signere. Gi ut eller trekk tilbake noko først.
problem-catalogue-namespace = { $name } ligg utanfor utgjevaren sitt eige namneområde og blir ikkje brukt. Gi han ut under eige namn.
problem-catalogue-namespace-unknown = Katalogen har ikkje noko namneområde { $name }. Be katalogholdaren sleppe dykk inn: `varde template catalogue admit`.
problem-catalogue-unwritable = { $file } kan ikkje skrivast ({ $reason }). Gi ei mappe som det kan skrivast til.
problem-catalogue-expired = Katalogen { $name } er for gammal: den som held han, går ikkje god for han lenger. Be om ein fersk kopi. Malar som alt er henta, kan framleis brukast.
problem-catalogue-rolled-back = Katalogen { $name } er eldre enn den stasjonen alt har sett, eller sett saman av ulike tilstandar. Han blir ikkje brukt. Bruk den nyare kopien.
problem-catalogue-tampered = { $name }: ei fil er ikkje den som vart signert, og blir ikkje brukt. Kopier ho på nytt, og sei frå til katalogholdaren om ho framleis er feil.
problem-catalogue-unreachable = { $name } kan ikkje lesast. Kontroller adressa, nettet eller minnepinnen.
problem-catalogue-other-fingerprint = Katalogen på { $name } har fingeravtrykket { $fingerprint }, ikkje det som vart oppgjeve. Ikkje bruk han. Spør katalogholdaren.
problem-catalogue-untrusted = Ingen her har bestemt seg for å stole på katalogen på { $name } enno. Fingeravtrykket er { $fingerprint }. Samanlikn det med det katalogholdaren har gjeve dykk, til dømes på telefon, og oppgi det med --fingerprint.
problem-key-name = { $name } kan ikkje vere namn på ein nøkkel. Bruk små bokstavar, tal, punktum og bindestrek.
problem-key-password-short = Passordet til nøkkelen { $name } er for kort. Bruk minst tolv teikn.
problem-key-exists = Det finst alt ein nøkkel { $name }. Vel eit anna namn eller ei anna mappe.
problem-key-unwritable = Nøkkelen { $name } kan ikkje lagrast. Vel ei anna mappe.
problem-key-unreadable = { $name } kan ikkje lesast som nøkkel. Gi ei fil som `varde template key new` har laga.
problem-key-password = Nøkkelen { $name } let seg ikkje opne. Gi passordet han vart laga med.
problem-key-twice = Nøklane { $name } er ikkje ulike. Kvar person signerer med sin eigen.
problem-key-not-of-namespace = Denne nøkkelen kan ikkje signere for { $name }. Bruk ein nøkkel som katalogholdaren har godteke for det namneområdet.
problem-override-form = { $name } er ikkje ei eiga endring. Skriv til dømes safety/max_height_agl_m=100.
problem-override-misfit = Stasjonen sin eigen verdi for { $place } passar ikkje til { $name }. Set ein annan verdi, eller fjern han: `varde template unset`.
problem-override-loosens = { $place }={ $value } er mindre strengt enn { $name } tillèt: grensa er { $limit }. Set ein strengare verdi, eller be utgjevaren om ei anna grense.
problem-store-withdrawn = { $name } { $version } er trekt tilbake: { $reason } Hent ein nyare versjon, eller vel ein annan mal.
problem-store-withdrawn-replaced = { $name } { $version } er trekt tilbake: { $reason } Bruk { $replaced_by }.
problem-store-damaged = Det stasjonen har lagra av { $name }, kan ikkje brukast ({ $reason }). Hent det på nytt, eller fjern fila.
problem-store-unwritable = { $name } kan ikkje skrivast ({ $reason }). Gi ei mappe som det kan skrivast til.
problem-template-id-form = { $name } er ikkje ein mal-id. Skriv namneområdet og eit namn, som no.voss.brann/etterslokking.
problem-template-folder-exists = Det finst alt ein mal i { $name }. Vel ei anna mappe.

## Kva kommandoane for malar seier

exchange-changed = { $place }: { $before } → { $after }
exchange-added = { $place }: nytt: { $after }
exchange-removed = { $place }: borte: { $before }
exchange-behaviour = ! { $line } (drona eller mannskapet gjer noko anna)
exchange-safety = !! Tryggleik: { $text }
exchange-own = Stasjonen sin eigen verdi står: { $place } = { $value } (utgjevaren sin: { $theirs })
exchange-same = Ingen skilnad.
exchange-new = { $name } { $version }: ny
exchange-update = { $name } { $before } → { $after }:
exchange-current = { $name } { $version }: alt her
exchange-installed = { $name } { $version } er henta.
exchange-confirm = Ta dette i bruk?
exchange-sign-confirm = Signere dette?
exchange-withdrawn = { $name } { $version } er trekt tilbake: { $reason }
exchange-refused = Ikkje brukt: { $reason }
exchange-stale = Katalogen { $name } vart sist kontrollert for { $days } døgn sidan, og ingen går god for han lenger. Malane her kan framleis brukast. Hent ein fersk kopi.
exchange-signed = { $name }: { $count } av { $needed } signaturar.
exchange-next-sign = Ein til må signere: varde template sign { $name } --catalogue MAPPE --key NØKKEL
exchange-next-refresh = Katalogholdaren kan gi det ut: varde template catalogue refresh MAPPE --key NØKKEL
exchange-published = { $name } er gjeve ut.
exchange-holds = { $name } { $version } står ved lag (SHA-256 { $sha256 }).
exchange-root-until = Nøklane til katalogholdaren må fornyast før { $until }: varde template catalogue keys MAPPE --key NØKKEL --former NØKKEL
exchange-waiting = { $name } ventar: { $reason }
exchange-vouched = Katalogen gjeld til { $until }.
exchange-fingerprint = Fingeravtrykket til katalogen: { $fingerprint }. Gi det til dei som skal hente, på ein annan veg enn katalogen.
exchange-admitted = { $name } kan gi ut malar med { $count } nøklar, to om gongen.
exchange-key-made = Hald { $private } hemmeleg. Gi { $public } til den som held katalogen.
exchange-made = { $name } er laga. Skriv vurderingane i docs/, og kontroller med `varde template validate { $name }`.
exchange-whole = { $name } { $version }: uendra
exchange-valid = { $count } mal(ar) er gyldige.
exchange-own-kept = { $name }: { $count } eigne verdiar.
exchange-not-confirmed = Ikkje teke i bruk. Les skilnadene over, og gi --yes.
exchange-no-such = { $name } finst ikkje i katalogen.
exchange-none-left = { $name } er trekt tilbake i alle versjonar.
bad-template = Malen kan ikkje brukast
    .detail = { $given }
    .remedy = Vel ein annan mal.
