# Sikkerhetsvarsler: hva som er galt, og hva som må gjøres.

alert-link-silent = Dronen høres ikke
    .remedy = Se etter den, og hold folk unna under hjemveien.
alert-failsafe = Autopiloten handler på egen hånd
    .remedy = Les meldingene fra dronen før du gir en ordre.
alert-battery-critical = Batteriet er nesten tomt
    .remedy = Land nå.
alert-battery-reserve = Batteriet er nede på reserven
    .remedy = Ta dronen hjem.
alert-position-lost = Dronen har ingen pålitelig posisjon
    .remedy = Stopp planen og vær klar til å lande for hånd.
alert-too-high = Dronen er over høydegrensen
    .remedy = Ta den ned.
alert-pose-slow = For få posisjonsmeldinger til å stedfeste det kameraet ser
    .remedy = Kontroller sambandet.
