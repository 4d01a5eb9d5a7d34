# Comment le verdict a été trouvé : une ligne par maillon, et une par élément de preuve.

why-heading = Comment ce verdict a été trouvé
why-good = { $link } : rien ne l’accuse.
why-not_known = { $link } : pas assez mesuré pour conclure.
why-hidden = { $link } : inconnu, car un problème plus proche de l’ordinateur le cache.
why-bad = { $link } : { $status }.
why-figures = Mesuré : { $figures }.
why-cut = Rien ne passe, et l’endroit où le chemin s’arrête n’est pas connu : c’est pourquoi aucun maillon n’est désigné.
why-spared = Vu, mais sans accuser personne : on ne peut dire à qui cela tient, ou une autre mesure innocente le maillon.
why-established = Établi : cela s’est reproduit, et rien de plus proche ne l’explique.
why-probable = Seulement probable : { $doubts }.
why-explained = { $finding } Expliqué par : { $link }.
doubt-not_reproduced = cela ne s’est pas reproduit à des moments distincts
doubt-few_samples = il faut { $needed } mesures pour en être sûr
doubt-interval = le chiffre est peut-être en deçà de sa limite
doubt-nearer_unknown = { $link } n’est pas connu et pourrait l’expliquer
