# Master og leidningar, og valet av kvar det skal leitast.
problem-obstacle = Drone { $vehicle } kjem nærare { $name } enn { $aside_m } m, og ikkje { $above_m } m over. Planlegg høgare, eller hald han unna.
problem-obstacle-way-home = Ein rett veg heim for drone { $vehicle } kjem nærare { $name } enn { $aside_m } m, og ikkje { $above_m } m over. Auk returhøgda, eller start der vegen er fri.
problem-obstacles-unreadable = { $file } kan ikkje brukast som hinder ({ $reason }). Gje GeoJSON med punkt, linjer og flater med høgd.
problem-lost-person-unknown = Ingenting er kjent om { $value }. Vel mellom { $known }.
problem-detection-limits = Eit oppdagingssannsyn er ikkje eit tal frå 0 til 1. Gje sett område slik stasjonen seier det.
problem-probability-exhausted = Alt på kartet er gjennomsøkt med visse, og ingen er funnen. Teikn eit større kart.
problem-probability-map-form = Sannsynskartet har ingen flater, eller elsewhere er ikkje eit tal frå 0 til 1. Gje flater med kvar si vekt.
problem-probability-weight = Flate { $n } i sannsynskartet har inga vekt over 0. Gje ho ei.
problem-search-choice-none = Ikkje noko sannsynleg område kan flygast på { $minutes } minutt. Start nærare, tillat meir tid, eller bruk fleire dronar.
