# Tryggleiksvarsel: kva som er gale, og kva som må gjerast.

alert-link-silent = Dronen høyrest ikkje
    .remedy = Sjå etter han, og hald folk unna under heimvegen.
alert-failsafe = Autopiloten handlar på eiga hand
    .remedy = Les meldingane frå dronen før du gir ein ordre.
alert-battery-critical = Batteriet er nesten tomt
    .remedy = Land no.
alert-battery-reserve = Batteriet er nede på reserven
    .remedy = Ta dronen heim.
alert-position-lost = Dronen har ingen påliteleg posisjon
    .remedy = Stopp planen og ver klar til å lande for hand.
alert-too-high = Dronen er over høgdegrensa
    .remedy = Ta han ned.
alert-pose-slow = For få posisjonsmeldingar til å stadfeste det kameraet ser
    .remedy = Kontroller sambandet.
