# Headings of the documents, errors of reading and writing, redaction.

title = Maillon : rapport du { $moment }
title-undated = Maillon : rapport
heading-verdict = Verdict
heading-evidence = Ce qui le montre
heading-action = Que faire maintenant
heading-actor = Qui doit agir
heading-consequences = Ce qui en découle
heading-others = Autres maillons faibles
heading-missing = Ce qui n’a pas pu être vu
heading-chain = La chaîne
heading-uses = Vos usages
heading-machine = L’ordinateur
heading-run = La vérification
heading-checks = Les six points
heading-details = Pour le support informatique
heading-figures = Mesures
heading-findings = Constats
heading-gaps = Non mesuré
heading-charts = Au fil de la mesure
heading-advice = Conseil
column-figure = Mesure
column-value = Valeur
column-limit = Limite
column-source = Source de la limite
column-method = Méthode
column-status = État
company-side = Chez l’entreprise
home-side = Chez vous
chain-thickness = Plus le trait qui mène à un maillon est épais, plus ce maillon transporte ; un trait fin : ce n’est pas connu.
chain-picture = La chaîne, maillon par maillon : { $links }.
weak-mark = maillon faible
example-mark = EXEMPLE
page-foot = Maillon ne modifie rien sur l’ordinateur et n’envoie rien : ce rapport n’existe que là où il a été enregistré.
hidden = Retiré de ce rapport : { $items }.
ticket-helpdesk = Support : { $helpdesk }

run-line = { $moment } · { $seconds } · { $bytes } échangés
run-line-undated = { $seconds } · { $bytes } échangés
fact-started = Début
fact-duration = Durée
fact-mode = Mode
fact-bytes = Données échangées
fact-cpu = Temps de processeur pris par Maillon
fact-complete = Menée à son terme
fact-profile = Profil en place
fact-profile-none = aucun (réglages d’origine)
fact-company = Entreprise
fact-helpdesk = Support informatique
fact-program = Programme
fact-host = Nom de l’ordinateur
fact-user = Utilisateur
fact-own-limits = Limites propres à l’entreprise
fact-model = Modèle
fact-processor = Processeur
fact-cores = { $model }, { $cores ->
    [one] { $cores } cœur
   *[other] { $cores } cœurs
 }
fact-memory = Mémoire
fact-memory-value = { $total }, dont { $available } libres
fact-disk = Disque
fact-disk-value = { $free } libres sur { $total }
fact-system = Système
fact-age = Âge
fact-age-value = { $years ->
    [0] moins d’un an, ou programme de démarrage (micrologiciel) mis à jour
    [one] au moins un an
   *[other] au moins { $years } ans
 }
fact-age-series = processeur de { $year }
fact-power = Alimentation
fact-uptime = Dernier démarrage
fact-uptime-value = il y a { $time }
fact-virtual = Ordinateur simulé (machine virtuelle)
fact-remote = Session à distance

chart-latency = Temps de réponse au fil de la mesure
chart-latency-alt = Courbe du temps de réponse de { $count } points, de 0 à { $seconds }. Valeurs du milieu (médianes) : { $medians }.
chart-goodput = Débit au fil de la mesure
chart-goodput-alt = Débit par intervalle : { $medians }.
chart-load-download = réception
chart-load-upload = envoi
chart-lost = { $count } sans réponse
chart-seconds = secondes
direction-download = Réception
direction-upload = Envoi
live-load = { $direction } : { $rate }
live-delay = { $label } : { $delay }
live-measuring = Mesure en cours : { $label }.
live-remaining = { $seconds ->
    [0] Presque fini
    [one] Encore une seconde
   *[other] Encore { $seconds } secondes
 }

redact-user_name = Nom de l’utilisateur
redact-host_name = Nom de l’ordinateur
redact-ssid = Nom du Wi-Fi
redact-public_address = Adresses publiques sur Internet
redact-hardware_address = Adresses des appareils (MAC, BSSID)
redact-internal_names = Noms et adresses internes de l’entreprise

read-too_large = Ce fichier est trop gros pour un rapport de Maillon : { $largest } au plus.
read-not_text = Ce fichier n’est pas du texte : ce n’est pas un rapport de Maillon.
read-too_deep = Ce fichier est imbriqué trop profondément : ce n’est pas un rapport de Maillon.
read-too_long = Ce rapport a été allongé : il contient plus d’éléments qu’une vérification ne peut en donner.
read-other_version = Ce rapport est au format { $found } ; cette version de Maillon lit le format { $known }.
read-not_a_report = Ce fichier n’est pas un rapport de Maillon : il ne commence pas par sa version de format.
read-cut = Ce rapport est coupé : la fin du fichier manque (ligne { $line }).
read-malformed = Ce rapport est abîmé, ligne { $line }, colonne { $column }.
read-unreadable = Ce fichier n’a pas pu être lu : { $detail }.

# Ce que le système dit d’un fichier ou d’un dossier.
system-not_found = ce fichier ou ce dossier n’existe pas
system-permission_denied = le système ne l’autorise pas à cet endroit
system-is_a_directory = c’est un dossier, et non un fichier
system-not_a_directory = une partie du chemin n’est pas un dossier
system-storage_full = le disque est plein
system-read_only = cet emplacement est en lecture seule
system-invalid_filename = ce nom de fichier n’est pas accepté ici

read-limits = Les limites propres à l’entreprise que porte ce rapport sont fausses : { $detail }.
