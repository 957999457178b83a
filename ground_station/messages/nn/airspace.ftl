## Kva som er gale med ein plan i luftrommet: `problem-` og koden.

problem-airspace-forbidden = Drone { $vehicle } ville floge inn i { $name } ({ $lower } til { $upper }), der ingen får flyge. Flytt området, flyg lågare, eller få dispensasjon.
problem-airspace-ask = Drone { $vehicle } ville floge inn i { $name } ({ $lower } til { $upper }), som krev løyve. Be om det og oppgi det med planen, eller flytt området.
problem-airspace-conditions = Drone { $vehicle } flyg inn i { $name } ({ $lower } til { $upper }), som har vilkår. Les dei.
problem-airspace-information = Drone { $vehicle } flyg inn i { $name } ({ $lower } til { $upper }). Lytt og hald utkikk.
problem-airspace-permitted = Drone { $vehicle } flyg inn i { $name } ({ $lower } til { $upper }) med løyvet som er oppgjeve. Hald vilkåra.
problem-airspace-way-home = Ein rett veg heim for drone { $vehicle } går gjennom { $name } ({ $lower } til { $upper }). Start der han ikkje gjer det, eller senk returhøgda.
problem-airspace-zone-unreadable = { $file }: sona { $name } kan ikkje brukast ({ $reason }). Hent fila på nytt, eller fjern sona etter å ha sett på ho i kartet.
problem-airspace-file-unreadable = { $file } kan ikkje lesast som luftrom ({ $reason }). Gi ei fil i ED-269, ED-318, GeoJSON eller OpenAir.
