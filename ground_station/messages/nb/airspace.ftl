## Hva som er galt med en plan i luftrommet: `problem-` og koden.

problem-airspace-forbidden = Drone { $vehicle } ville flydd inn i { $name } ({ $lower } til { $upper }), der ingen får fly. Flytt området, fly lavere, eller få dispensasjon.
problem-airspace-ask = Drone { $vehicle } ville flydd inn i { $name } ({ $lower } til { $upper }), som krever tillatelse. Be om den og oppgi den med planen, eller flytt området.
problem-airspace-conditions = Drone { $vehicle } flyr inn i { $name } ({ $lower } til { $upper }), som har vilkår. Les dem.
problem-airspace-information = Drone { $vehicle } flyr inn i { $name } ({ $lower } til { $upper }). Lytt og hold utkikk.
problem-airspace-permitted = Drone { $vehicle } flyr inn i { $name } ({ $lower } til { $upper }) med tillatelsen som er oppgitt. Hold vilkårene.
problem-airspace-way-home = En rett vei hjem for drone { $vehicle } går gjennom { $name } ({ $lower } til { $upper }). Start der den ikke gjør det, eller senk returhøyden.
problem-airspace-zone-unreadable = { $file }: sonen { $name } kan ikke brukes ({ $reason }). Hent filen på nytt, eller fjern sonen etter å ha sett på den i kartet.
problem-airspace-file-unreadable = { $file } kan ikke leses som luftrom ({ $reason }). Gi en fil i ED-269, ED-318, GeoJSON eller OpenAir.
