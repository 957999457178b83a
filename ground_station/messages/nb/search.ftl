# Master og ledninger, og valget av hvor det skal letes.
problem-obstacle = Drone { $vehicle } kommer nærmere { $name } enn { $aside_m } m, og ikke { $above_m } m over. Planlegg høyere, eller hold den unna.
problem-obstacle-way-home = En rett vei hjem for drone { $vehicle } kommer nærmere { $name } enn { $aside_m } m, og ikke { $above_m } m over. Øk returhøyden, eller start der veien er fri.
problem-obstacles-unreadable = { $file } kan ikke brukes som hindre ({ $reason }). Gi GeoJSON med punkter, linjer og flater med høyde.
problem-lost-person-unknown = Ingenting er kjent om { $value }. Velg blant { $known }.
problem-detection-limits = En oppdagelsessannsynlighet er ikke et tall fra 0 til 1. Gi sett område slik stasjonen sier det.
problem-probability-exhausted = Alt på kartet er gjennomsøkt med visshet, og ingen er funnet. Tegn et større kart.
problem-probability-map-form = Sannsynlighetskartet har ingen flater, eller elsewhere er ikke et tall fra 0 til 1. Gi flater med hver sin vekt.
problem-probability-weight = Flate { $n } i sannsynlighetskartet har ingen vekt over 0. Gi den en.
problem-search-choice-none = Ikke noe sannsynlig område kan flys på { $minutes } minutter. Start nærmere, tillat mer tid, eller bruk flere droner.
