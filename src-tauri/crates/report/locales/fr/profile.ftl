# Ce qui ne va pas dans le profil d’une entreprise, pour la personne du service informatique qui l’a écrit.

profile-place = ligne { $line }, colonne { $column } : { $mistake }
profile-too_large = ce fichier est trop gros pour un profil ({ $largest } au plus).
profile-not_text = ce fichier n’est pas du texte en UTF-8.
profile-not_toml = ce n’est pas du TOML valable ({ $detail }).
profile-unknown_key = il n’y a pas de clé `{ $key }` ici. Les clés possibles sont : { $known }.
profile-nearest = Vouliez-vous écrire `{ $near }` ?
profile-belongs_in = Sa place est dans la section `[{ $section }]`.
profile-missing_key = il manque la clé `{ $key }` dans `{ $section }`.
profile-wrong_value = `{ $key }` attend { $expected }, et non { $written }.
profile-unknown_limit = aucune limite ne s’appelle `{ $name }`.
profile-limit_order-higher = dans `{ $name }`, `broken` ne peut pas être au-dessous de `slow` : plus cette valeur est haute, plus c’est grave.
profile-limit_order-lower = dans `{ $name }`, `broken` ne peut pas être au-dessus de `slow` : plus cette valeur est basse, plus c’est grave.

expected-text = un texte entre guillemets droits
expected-word = l’un de ces mots : { $words }
expected-whole-megabytes = un nombre entier de mégaoctets de { $least } à { $most }, sans l’unité
expected-whole-connections = un nombre entier de connexions simultanées de { $least } à { $most }
expected-whole-sessions = un nombre entier de sessions simultanées de { $least } à { $most }
expected-rate = un nombre de mégabits par seconde (Mbit/s) supérieur à 0, sans l’unité
expected-web_url = une adresse web comme `"https://rdg.exemple.fr/"`
expected-host_port = une machine et son port, comme `"tse1.exemple.fr:3389"` ou `"[2001:db8::1]:3389"`
expected-anchor = une adresse IP ou un nom de machine, comme `"10.20.0.1"` ou `"interne.exemple.fr"`
expected-target = `"https://…"`, `"tcp://machine:port"` ou `"smb://machine"`
expected-list = une liste entre crochets, dont chaque élément est { $of }
expected-section = une section à part : `[{ $key }]` seul sur une ligne
expected-sections = des sections entre doubles crochets : `[[{ $key }]]` seul sur une ligne
expected-limit = deux valeurs : `{"{"} slow = …, broken = … {"}"}`
expected-figure-ms = un nombre de millisecondes à partir de 0, sans l’unité
expected-figure-percent = un pourcentage à partir de 0, sans le signe
expected-figure-mbps = un nombre de mégabits par seconde (Mbit/s) à partir de 0, sans l’unité
expected-figure-gb = un nombre de gigaoctets à partir de 0, sans l’unité
expected-figure-days = un nombre de jours à partir de 0
expected-figure-rpm = un nombre d’allers-retours par minute à partir de 0
expected-figure-other = un nombre à partir de 0

hint-empty = Rien n’est écrit.
hint-no_port = Il manque le port.
hint-bad_port = Le port est un nombre de 1 à 65535.
hint-bad_host = Un nom de machine ne contient que des lettres sans accent, des chiffres, des traits d’union et des points ; une adresse IPv4, quatre nombres de 0 à 255.
hint-no_scheme = Il manque ce qui précède la machine, comme `https://`.
hint-other_scheme = Ce qui précède la machine (comme `https://`) n’est pas ce qui est accepté ici.
hint-credentials = Retirez le nom d’utilisateur et le mot de passe : Maillon ne se connecte jamais à un compte.
hint-number_alone = Écrivez le nombre seul : { $number }
hint-brackets = Mettez-le entre crochets : [ … ]
hint-quote_name = Mettez le nom de la limite entre guillemets droits : `"{ $name }"`
hint-too_long = { $most } éléments au plus.

profile-valid = Le profil est valable.

# Ce que dit un profil.
profile-fact-company = Entreprise
profile-fact-helpdesk = Support informatique
profile-fact-vpn = VPN attendu
profile-fact-endpoint = Entrée du VPN (concentrateur)
profile-fact-inside = Première adresse derrière le VPN
profile-fact-tse = Bureaux à distance
profile-fact-rd_gateway = Passerelle de bureau à distance
profile-fact-parallel = Connexions au plus en même temps
profile-fact-servers = Serveurs
profile-fact-nq = Serveurs de mesure du débit
profile-fact-anchors = Points publics surveillés
profile-fact-stun = Serveurs d’essai des appels (STUN)
profile-fact-stamp = Serveurs d’essai de chaque sens seul (STAMP)
profile-fact-cap = Données par vérification
profile-fact-limits = Limites propres à l’entreprise
profile-others = et { $n } autres
