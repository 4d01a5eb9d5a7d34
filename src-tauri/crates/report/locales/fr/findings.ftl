# One sentence a finding, why it makes a weak link or matters (within a sentence, no full stop), and what to do.
# The names of the variables are the quantities that the judges attach.

meaning = Ce que cela veut dire : { $why }.

finding-local_link_cut = Rien ne répond au-delà de cet ordinateur : ni la box, ni Internet.
why-local_link_cut = plus rien ne répond, pas même la box
advice-local_link_cut = Vérifiez que le Wi-Fi est activé ou que le câble est branché, puis redémarrez la box (débranchez-la 30 secondes).

finding-line_cut = La box répond, mais rien au-delà : la ligne Internet est coupée.
why-line_cut = la box répond, mais Internet est coupé
advice-line_cut = Redémarrez la box (débranchez-la 30 secondes). Si rien ne revient en dix minutes, appelez votre fournisseur d’accès ; en attendant, le partage de connexion de votre téléphone peut dépanner.

finding-captive_portal = Une page d’accueil (hôtel, train, lieu public) répond à la place d’Internet.
why-captive_portal = une page d’accueil Wi-Fi attend votre validation
advice-captive_portal = Ouvrez un navigateur, validez la page d’accueil du réseau, puis relancez Maillon.

finding-local_link_loss = { $figure } des messages se perdent entre cet ordinateur et la box.
why-local_link_loss = des données se perdent entre votre ordinateur et la box
advice-local_link_loss = { $kind ->
    [wifi] Rapprochez-vous de la box ou branchez un câble, puis relancez Maillon pour comparer.
    [ethernet] Vérifiez les deux bouts du câble, essayez-en un autre ou une autre prise de la box, puis relancez Maillon pour comparer.
   *[other] Rapprochez-vous de la box en Wi-Fi, ou vérifiez le câble, puis relancez Maillon pour comparer.
 }

finding-local_link_rate_low = { $kind ->
    [wifi] Le Wi-Fi ne laisse passer qu’environ { $figure } : nos données attendaient avant la box.
    [ethernet] Le câble jusqu’à la box ne laisse passer qu’environ { $figure } : nos données attendaient avant elle.
   *[other] Entre cet ordinateur et la box ne passent qu’environ { $figure } : nos données attendaient avant elle.
 }
why-local_link_rate_low = peu de données passent entre votre ordinateur et la box
advice-local_link_rate_low = { $kind ->
    [wifi] Rapprochez-vous de la box ou branchez un câble, puis relancez Maillon pour comparer.
    [ethernet] Vérifiez les deux bouts du câble, essayez-en un autre ou une autre prise de la box, puis relancez Maillon pour comparer.
   *[other] Rapprochez-vous de la box en Wi-Fi, ou vérifiez le câble, puis relancez Maillon pour comparer.
 }

finding-local_link_jitter = Sur le Wi-Fi, une réponse sur vingt met { $figure } ou plus.
why-local_link_jitter = certaines réponses sur le Wi-Fi arrivent bien après les autres
advice-local_link_jitter = Rapprochez-vous de la box, ou branchez un câble quelque temps : si tout devient régulier, c’est le Wi-Fi.

finding-local_link_delay = La box répond en général en { $figure }, ce qui est lent pour une si courte distance.
why-local_link_delay = la box répond tard alors qu’elle est toute proche
advice-local_link_delay = { $kind ->
    [wifi] Rapprochez-vous de la box ou branchez un câble, puis relancez Maillon pour comparer.
    [ethernet] Vérifiez les deux bouts du câble, essayez-en un autre ou une autre prise de la box, puis relancez Maillon pour comparer.
   *[other] Rapprochez-vous de la box en Wi-Fi, ou vérifiez le câble, puis relancez Maillon pour comparer.
 }

finding-wifi_weak_signal = Le signal Wi-Fi est faible ({ $figure }).
why-wifi_weak_signal = les ondes du Wi-Fi arrivent affaiblies jusqu’à votre ordinateur
advice-wifi_weak_signal = Rapprochez-vous de la box, évitez les murs entre elle et vous.

finding-wifi_slow_rate = La liaison Wi-Fi est lente : { $figure }.
why-wifi_slow_rate = le Wi-Fi lui-même ne transporte que peu de données à la fois
advice-wifi_slow_rate = Rapprochez-vous de la box, ou choisissez son réseau « 5 GHz » dans la liste des Wi-Fi.

finding-wifi_retries = { $figure } des messages Wi-Fi doivent être renvoyés : le réseau est brouillé ou éloigné.
why-wifi_retries = une partie de ce que le Wi-Fi transporte n’arrive pas du premier coup
advice-wifi_retries = Éloignez la box d’autres appareils radio (micro-ondes, enceintes, autre box), ou branchez un câble.

finding-wifi_band_24 = L’ordinateur utilise des ondes Wi-Fi souvent encombrées (bande 2,4 GHz).
why-wifi_band_24 = beaucoup d’appareils et de voisins se partagent ces ondes
advice-wifi_band_24 = Si la liste des Wi-Fi montre un réseau « 5 GHz » (ou « 5G ») de votre box, choisissez-le.

finding-line_loss = { $figure } des messages se perdent entre la box et Internet.
why-line_loss = des données se perdent entre la box et Internet
advice-line_loss = Redémarrez la box. Si cela continue, transmettez ce rapport à votre fournisseur d’accès.

finding-line_delay = La ligne ajoute en général { $figure } à chaque échange.
why-line_delay = chaque échange y prend trop de temps
advice-line_delay = Redémarrez la box et arrêtez les gros téléchargements du foyer. Si cela continue, transmettez ce rapport à votre fournisseur d’accès.

finding-line_jitter = Le temps de réponse de la ligne varie de { $figure } : la voix et l’image hachent.
why-line_jitter = son temps de réponse varie trop
advice-line_jitter = Arrêtez les gros téléchargements du foyer, redémarrez la box. Si cela continue, transmettez ce rapport à votre fournisseur d’accès.

finding-line_outages = { $figure ->
    [one] La ligne est restée muette une fois pendant au moins deux secondes.
   *[other] La ligne est restée muette { $figure } fois pendant au moins deux secondes.
 }
why-line_outages = elle se coupe par moments
advice-line_outages = Redémarrez la box et vérifiez ses branchements. Si cela continue, transmettez ce rapport à votre fournisseur d’accès.

finding-download_low = Le débit de réception est bas : environ { $figure }, au moins { $lower_bound }.
why-download_low = son débit de réception est trop bas
advice-download_low = Arrêtez les téléchargements et la vidéo en ligne du foyer. Si cela reste bas, demandez à votre fournisseur d’accès si une meilleure offre (fibre) est possible.

finding-upload_low = Le débit d’envoi est bas : environ { $figure }, au moins { $lower_bound }.
why-upload_low = son débit d’envoi est trop bas
advice-upload_low = Suspendez les sauvegardes et envois de photos du foyer, coupez votre caméra en réunion. Si cela reste bas, demandez à votre fournisseur d’accès si une meilleure offre (fibre) est possible.

finding-loaded_latency = Quand la ligne est occupée, chaque échange prend { $figure } de plus.
why-loaded_latency = dès qu’elle est occupée, tout le reste attend
advice-loaded_latency = Évitez gros téléchargements et sauvegardes pendant vos réunions. Une box récente, ou l’option de priorité (« QoS ») de la vôtre, règle souvent ce défaut.

finding-responsiveness_low = Quand la ligne est occupée, elle ne permet que { $figure }.
why-responsiveness_low = dès qu’elle est occupée, elle réagit mal
advice-responsiveness_low = Évitez gros téléchargements et sauvegardes pendant vos réunions. Une box récente, ou l’option de priorité (« QoS ») de la vôtre, règle souvent ce défaut.

finding-company_path_delay = Le trajet jusqu’à l’entreprise ajoute en général { $figure } à ce que prend Internet d’habitude.
why-company_path_delay = les échanges y prennent un chemin trop long
advice-company_path_delay = Vous n’y pouvez rien : transmettez ce rapport à votre service informatique, qui peut joindre l’opérateur de l’entreprise.

finding-company_path_loss = { $figure } des messages se perdent sur le trajet jusqu’à l’entreprise, alors qu’Internet va bien.
why-company_path_loss = des données s’y perdent
advice-company_path_loss = Vous n’y pouvez rien : transmettez ce rapport à votre service informatique, qui peut joindre l’opérateur de l’entreprise.

finding-single_anchor_bad = Des points de comparaison au-delà de votre ligne, certains répondent mal et d’autres bien : cela ne prouve rien contre elle.
why-single_anchor_bad = d’autres points, joints par la même ligne, répondent bien
advice-single_anchor_bad = Rien à faire : cela n’est pas compté contre votre ligne.

finding-dns_slow = Trouver l’adresse d’un site prend en général { $figure } : les pages tardent à s’ouvrir.
why-dns_slow = trouver l’adresse d’un site y prend trop de temps
advice-dns_slow = Redémarrez la box. Si cela continue, transmettez ce rapport à votre service informatique.

finding-dns_failing = { $figure } des recherches d’adresse de site échouent.
why-dns_failing = l’adresse de certains sites n’est pas trouvée
advice-dns_failing = Redémarrez la box. Si cela continue, transmettez ce rapport à votre service informatique.

finding-udp_blocked = Aucun serveur d’essai n’a répondu par la voie directe des appels (UDP) : le réseau la bloque sans doute, et la voix et l’image passent par une voie moins bonne.
why-udp_blocked = sans cette voie directe, la voix et l’image peuvent arriver en retard
advice-udp_blocked = Sur un réseau public ou d’invités, changez de réseau si vous pouvez ; sinon signalez-le à votre service informatique.

finding-capacity_unknown = Le débit de la connexion n’a pas pu être mesuré dans les deux sens.
why-capacity_unknown = on ne sait pas si la connexion transporte assez de données pour travailler
advice-capacity_unknown = Relancez Maillon plus tard ; si cela dure, dites-le à votre service informatique : le réseau bloque peut-être le serveur de mesure.

finding-other_traffic = Autre chose sur cet ordinateur utilisait la ligne juste avant la mesure ou pendant celle-ci : { $figure }.
why-other_traffic = ce que d’autres programmes utilisent manque à votre travail
advice-other_traffic = Arrêtez téléchargements, sauvegardes et vidéo en ligne sur cet ordinateur, puis relancez Maillon.

finding-cpu_saturated = { $has_process ->
    [yes] Le processeur est occupé à { $figure } avant toute mesure. Le programme le plus gourmand : { $process }.
   *[no] Le processeur est occupé à { $figure } avant toute mesure.
 }
why-cpu_saturated = son processeur n’a plus de temps libre
advice-cpu_saturated = Enregistrez votre travail, fermez les programmes dont vous n’avez pas besoin, puis redémarrez l’ordinateur si cela ne suffit pas.

finding-cpu_throttled = Le processeur se ralentit lui-même pour refroidir.
why-cpu_throttled = il se ralentit lui-même pour refroidir
advice-cpu_throttled = Dégagez les aérations, posez l’ordinateur sur une surface dure, branchez-le sur le secteur.

finding-memory_low = Il ne reste que { $figure } de mémoire libre.
why-memory_low = sa mémoire est presque pleine
advice-memory_low = Enregistrez votre travail, puis fermez des programmes et des onglets, ou redémarrez l’ordinateur.

finding-memory_pressure = Les programmes attendent de la mémoire { $figure } du temps.
why-memory_pressure = les programmes y attendent de la mémoire
advice-memory_pressure = Enregistrez votre travail, puis fermez des programmes et des onglets, ou redémarrez l’ordinateur.

finding-memory_small = La mémoire installée ({ $figure }) est petite pour de la bureautique avec visioconférence.
why-memory_small = avec peu de mémoire, l’ordinateur peine dès que plusieurs programmes sont ouverts
advice-memory_small = Parlez-en à votre service informatique : plus de mémoire aiderait.

finding-disk_full = Il ne reste que { $figure } de place sur le disque.
why-disk_full = son disque est presque plein
advice-disk_full = Videz la corbeille et supprimez les téléchargements dont vous n’avez plus besoin. Si rien n’est à supprimer, appelez votre service informatique.

finding-disk_slow = Le disque met { $figure } à répondre.
why-disk_slow = son disque répond tard
advice-disk_slow = Enregistrez votre travail et redémarrez l’ordinateur. Si cela continue, signalez-le à votre service informatique : le disque est peut-être usé.

finding-power_saver = L’économie d’énergie est active : l’ordinateur va moins vite.
why-power_saver = l’ordinateur travaille moins vite pour ménager sa batterie
advice-power_saver = Branchez l’ordinateur sur le secteur et choisissez « équilibré » dans ses réglages d’alimentation.

finding-uptime_long = { $figure ->
    [one] L’ordinateur n’a pas été redémarré depuis un jour.
   *[other] L’ordinateur n’a pas été redémarré depuis { $figure } jours.
 }
why-uptime_long = un ordinateur qui ne redémarre pas s’encombre peu à peu
advice-uptime_long = Enregistrez votre travail et redémarrez l’ordinateur.

finding-os_out_of_support = { $name } ne reçoit plus de corrections de sécurité.
why-os_out_of_support = les failles que l’on y découvre ne sont plus réparées
advice-os_out_of_support = Signalez-le à votre service informatique : ce système doit être remplacé.

finding-reboot_pending = Une mise à jour attend un redémarrage.
why-reboot_pending = une mise à jour n’agit qu’une fois l’ordinateur redémarré
advice-reboot_pending = Enregistrez votre travail et redémarrez l’ordinateur.

finding-machine_old = { $figure ->
    [one] L’ordinateur, ou la conception de son processeur, a au moins un an.
   *[other] L’ordinateur, ou la conception de son processeur, a au moins { $figure } ans.
 }
why-machine_old = un ordinateur ancien peut peiner avec les programmes d’aujourd’hui
advice-machine_old = Demandez à votre service informatique si son remplacement est prévu ; un ordinateur ancien peut suffire au travail de bureau.

finding-heavy_process = { $has_figure ->
    [yes] Un programme pèse lourd : { $name } ({ $figure }).
   *[no] Un programme pèse lourd : { $name }.
 }
why-heavy_process = ce que ce programme prend à l’ordinateur manque aux autres
advice-heavy_process = Fermez-le si vous l’avez ouvert vous-même et n’en avez plus besoin.

finding-update_running = { $has_figure ->
    [yes] Des mises à jour ou des programmes se cherchent ou s’installent : { $name } ({ $figure } d’un cœur du processeur).
   *[no] Des mises à jour ou des programmes se cherchent ou s’installent : { $name }.
 }
why-update_running = cela occupe le processeur, le disque et parfois la connexion tant que cela dure
advice-update_running = Laissez finir les mises à jour, ordinateur allumé et branché, puis vérifiez à nouveau.

finding-inside_remote_session = Maillon tourne dans une session à distance : il mesure cet autre ordinateur, pas votre domicile.
why-inside_remote_session = ce qui est mesuré là-bas ne dit rien de votre connexion
advice-inside_remote_session = Lancez Maillon sur l’ordinateur qui est devant vous.

finding-vpn_missing = Le VPN de l’entreprise (accès protégé) n’est pas connecté.
why-vpn_missing = il n’est pas connecté
advice-vpn_missing = Connectez le VPN de l’entreprise, puis relancez Maillon. S’il refuse, appelez votre service informatique.

finding-vpn_not_expected = Un VPN est actif alors que l’entreprise n’en attend pas.
why-vpn_not_expected = un passage que l’entreprise n’a pas prévu peut ralentir vos échanges
advice-vpn_not_expected = Demandez à votre service informatique si ce VPN a lieu d’être.

finding-vpn_shape_unexpected = Le VPN ne transporte pas ce que l’entreprise a prévu (tous les échanges, ou seulement ceux de l’entreprise).
why-vpn_shape_unexpected = trop ou trop peu de vos échanges passent par le VPN
advice-vpn_shape_unexpected = Signalez-le à votre service informatique : le VPN n’est pas réglé comme prévu.

finding-vpn_idle = Le VPN est connecté, mais rien ne passe par lui.
why-vpn_idle = vos échanges avec l’entreprise prennent un autre chemin que lui
advice-vpn_idle = Déconnectez puis reconnectez le VPN. Si cela continue, appelez votre service informatique.

finding-vpn_personal = Un VPN personnel est actif : { $name }.
why-vpn_personal = vos échanges peuvent faire un détour que l’entreprise ne connaît pas
advice-vpn_personal = Demandez à votre service informatique s’il est compatible avec le travail à distance.

finding-vpn_stacked = Deux VPN sont actifs en même temps : chacun ralentit l’autre.
why-vpn_stacked = deux VPN à la fois se gênent l’un l’autre
advice-vpn_stacked = Demandez à votre service informatique lequel garder.

finding-vpn_delay = Le VPN ajoute en général { $figure } à chaque échange.
why-vpn_delay = il ajoute trop de temps à chaque échange
advice-vpn_delay = Déconnectez puis reconnectez le VPN. Si cela continue, transmettez ce rapport à votre service informatique.

finding-vpn_loss = { $figure } des messages se perdent dans le VPN, et seulement là.
why-vpn_loss = des données s’y perdent, et seulement là
advice-vpn_loss = Déconnectez puis reconnectez le VPN. Si cela continue, transmettez ce rapport à votre service informatique.

finding-vpn_jitter = Par le VPN, un message sur vingt arrive avec plus de { $figure } de retard ; hors du VPN, ils arrivent à temps.
why-vpn_jitter = une partie des messages y arrive en retard
advice-vpn_jitter = Déconnectez puis reconnectez le VPN. Si cela continue, transmettez ce rapport à votre service informatique.

finding-vpn_loaded_latency = Pendant un gros transfert, chaque échange par le VPN attend { $figure } de plus que hors du VPN.
why-vpn_loaded_latency = pendant un gros transfert, tout y attend
advice-vpn_loaded_latency = Remettez les gros transferts à plus tard. Transmettez ce rapport à votre service informatique : c’est le VPN lui-même qui retient les échanges.

finding-vpn_over_tcp = Une seule connexion (TCP) porte tout le VPN : chaque message que la ligne perd retient tous les autres.
why-vpn_over_tcp = chaque message que la ligne perd y retient tous les autres
advice-vpn_over_tcp = Transmettez ce rapport à votre service informatique : le VPN peut peut-être passer par UDP, qui n’a pas ce défaut.

finding-vpn_mtu_black_hole = Les gros messages disparaissent dans le VPN, les petits passent (vers { $name }).
why-vpn_mtu_black_hole = les gros messages y disparaissent, les petits passent
advice-vpn_mtu_black_hole = Transmettez ce rapport à votre service informatique : la taille maximale des messages du VPN (MTU) est à corriger.

finding-vpn_mtu_low = Le plus gros message qui passe par le VPN (MTU) est très petit : { $figure }.
why-vpn_mtu_low = les données y sont découpées en très petits morceaux, ce qui peut les ralentir
advice-vpn_mtu_low = Signalez-le à votre service informatique : la taille maximale des messages du VPN (MTU) mérite d’être vérifiée.

finding-vpn_cpu_bound = { $has_figure ->
    [yes] Le chiffrement du VPN occupe le processeur à { $figure }.
   *[no] Le chiffrement du VPN occupe tout le processeur.
 }
why-vpn_cpu_bound = son chiffrement occupe tout le processeur
advice-vpn_cpu_bound = Enregistrez votre travail et fermez les programmes dont vous n’avez pas besoin. Signalez-le à votre service informatique : un autre type de VPN serait plus léger.

finding-vpn_dns_outside = Les adresses des serveurs internes de l’entreprise sont cherchées hors du VPN, sans réponse.
why-vpn_dns_outside = les serveurs internes de l’entreprise restent introuvables, car leurs adresses sont cherchées hors du VPN
advice-vpn_dns_outside = Déconnectez puis reconnectez le VPN. Si cela continue, transmettez ce rapport à votre service informatique.

finding-vpn_family_outside = Une partie des échanges (ceux en IPv4 ou ceux en IPv6, deux sortes d’adresses) passe à côté du VPN.
why-vpn_family_outside = une partie de vos échanges n’est pas protégée par le VPN
advice-vpn_family_outside = Signalez-le à votre service informatique en joignant ce rapport.

finding-vpn_inside_silent = La première adresse derrière le VPN ne répond jamais aux mesures : ce que le VPN ajoute n’est pas connu.
why-vpn_inside_silent = sans réponse derrière le VPN, on ne sait pas combien de temps il ajoute
advice-vpn_inside_silent = Dites-le à votre service informatique, qui peut nommer une autre adresse dans le profil de Maillon.

finding-vpn_silent = Le VPN est connecté ({ $name }), mais rien n’en revient.
why-vpn_silent = rien n’en revient
advice-vpn_silent = Déconnectez puis reconnectez le VPN, et relancez Maillon. Si cela continue, appelez votre service informatique.

finding-vpn_not_needed = Aucun VPN n’est visible, et le réseau de l’entreprise répond quand même : cet ordinateur y est sans doute branché.
why-vpn_not_needed = le réseau de l’entreprise répond sans passer par un VPN
advice-vpn_not_needed = Rien à faire dans les locaux de l’entreprise. Chez vous, dites-le à votre service informatique.

finding-vpn_off = Aucun VPN n’est connecté, et { $name } n’est joignable que depuis le réseau de l’entreprise.
why-vpn_off = sans VPN, ce qui est réservé au réseau de l’entreprise reste hors de portée
advice-vpn_off = Si votre entreprise a un VPN, connectez-le, puis relancez Maillon.

finding-vpn_large_echo_lost = De grands messages d’essai vers { $name } se perdent dans le VPN ; rien ne dit si les données se perdent aussi.
why-vpn_large_echo_lost = si de grands envois s’y perdaient aussi, des pages et des fichiers se bloqueraient
advice-vpn_large_echo_lost = Signalez-le à votre service informatique : la taille maximale des messages du VPN (MTU) mérite d’être vérifiée.

finding-gateway_unreachable = L’entrée { $name } ne répond pas.
why-gateway_unreachable = elle ne répond pas
advice-gateway_unreachable = Vérifiez que le VPN est connecté s’il en faut un. Si cela ne change rien, prévenez votre service informatique.

finding-gateway_name_unknown = L’adresse de l’entrée { $name } est introuvable.
why-gateway_name_unknown = son adresse est introuvable
advice-gateway_name_unknown = Vérifiez que le VPN est connecté s’il en faut un. Si cela ne change rien, prévenez votre service informatique.

finding-gateway_refused = { $has_figure ->
    [yes] L’entrée { $name } refuse { $figure } des connexions ou les laisse sans réponse.
   *[no] L’entrée { $name } refuse les connexions.
 }
why-gateway_refused = elle refuse des connexions
advice-gateway_refused = Prévenez votre service informatique en joignant ce rapport.

finding-gateway_connect_slow = L’entrée { $name } met en général { $figure } de trop à accepter la connexion, trajet déduit.
why-gateway_connect_slow = elle tarde à accepter les connexions
advice-gateway_connect_slow = Vous n’y pouvez rien : prévenez votre service informatique en joignant ce rapport.

finding-gateway_answer_slow = L’entrée { $name } accepte la connexion, puis met en général { $figure } à répondre, trajet déduit.
why-gateway_answer_slow = elle accepte la connexion, puis tarde à répondre
advice-gateway_answer_slow = Vous n’y pouvez rien : prévenez votre service informatique en joignant ce rapport.

finding-gateway_parallel_refused = L’entrée { $name } refuse des connexions quand plusieurs arrivent ensemble.
why-gateway_parallel_refused = elle refuse des connexions quand plusieurs arrivent ensemble
advice-gateway_parallel_refused = Vous n’y pouvez rien : prévenez votre service informatique en joignant ce rapport.

finding-gateway_parallel_slow = Quand plusieurs connexions arrivent ensemble, l’entrée { $name } met { $figure } plus de temps.
why-gateway_parallel_slow = elle ralentit quand plusieurs connexions arrivent ensemble
advice-gateway_parallel_slow = Vous n’y pouvez rien : prévenez votre service informatique en joignant ce rapport.

finding-gateway_wrong_protocol = { $name } répond, mais pas dans le langage attendu (protocole) : l’adresse du profil est peut-être à corriger.
why-gateway_wrong_protocol = ce qui répond à cette adresse n’est peut-être pas l’entrée de l’entreprise
advice-gateway_wrong_protocol = Signalez-le à votre service informatique : le profil de Maillon est à vérifier.

finding-gateway_errors = { $has_figure ->
    [yes] L’entrée { $name } accepte les connexions, puis les rompt ou répond par une erreur dans { $figure } des cas.
   *[no] L’entrée { $name } accepte les connexions, puis les rompt ou répond n’importe quoi.
 }
why-gateway_errors = elle accepte les connexions, puis les rompt ou répond par des erreurs
advice-gateway_errors = Vous n’y pouvez rien : prévenez votre service informatique en joignant ce rapport.

finding-gateway_protocol_refused = L’entrée { $name } n’accepte aucune des façons actuelles d’ouvrir un bureau à distance (protocoles, code { $figure }).
why-gateway_protocol_refused = l’entrée refuse les façons actuelles d’ouvrir un bureau à distance
advice-gateway_protocol_refused = Signalez-le à votre service informatique : les réglages de cette entrée sont à vérifier.

finding-gateway_certificate_expired = La pièce d’identité numérique de { $name } (certificat) n’est plus valable depuis le { $date }.
why-gateway_certificate_expired = l’identité de l’entrée n’est plus garantie, et la connexion peut être refusée
advice-gateway_certificate_expired = Signalez-le à votre service informatique : ce certificat est à renouveler.

finding-gateway_peak_hours = D’après les vérifications passées de cet ordinateur, l’entrée { $name } est plus lente vers { $hours }, { $bad_days } jours sur les { $days } vérifiés : { $figure } au lieu de { $calm }.
why-gateway_peak_hours = elle est plus lente à certaines heures
advice-gateway_peak_hours = Transmettez ce rapport à votre service informatique : sa capacité aux heures chargées est à vérifier.

finding-gateway_sizing = D’après le profil de l’entreprise, il reste { $figure } par personne connectée (session) quand tout le monde travaille : c’est peu.
why-gateway_sizing = quand tout le monde travaille, la part de chacun devient petite
advice-gateway_sizing = Transmettez ce rapport à votre service informatique : le débit du site est à vérifier pour le nombre de sessions annoncé.

finding-security_cpu = { $name } occupe en général { $figure } d’une unité de calcul (cœur) du processeur.
why-security_cpu = elle occupe beaucoup le processeur
advice-security_cpu = Laissez la protection active. Si une analyse complète est en cours, attendez sa fin ; sinon transmettez ce rapport à votre service informatique.

finding-security_file_cost = Ouvrir un fichier neuf prend { $figure } de plus que le rouvrir ({ $ratio } la durée).
why-security_file_cost = chaque fichier neuf est long à ouvrir
advice-security_file_cost = Laissez la protection active et transmettez ce rapport à votre service informatique, seul à pouvoir décider de son réglage.

finding-security_process_cost = { $has_figure ->
    [yes] Démarrer un programme prend en général { $figure }.
   *[no] Démarrer un programme prend beaucoup de temps.
 }
why-security_process_cost = chaque programme est long à démarrer
advice-security_process_cost = Laissez la protection active et transmettez ce rapport à votre service informatique, seul à pouvoir décider de son réglage.

finding-security_two_active = Deux antivirus surveillent en même temps (« temps réel ») : chacun contrôle l’autre.
why-security_two_active = deux antivirus qui se contrôlent l’un l’autre peuvent ralentir l’ordinateur
advice-security_two_active = Signalez-le à votre service informatique, qui choisira lequel garder.

finding-tls_inspected = Les connexions chiffrées sont ouvertes et contrôlées par : { $name }.
why-tls_inspected = ce qui contrôle ces connexions peut les lire, et cela prend du temps
advice-tls_inspected = Rien à faire si c’est le nom de votre entreprise ou de sa protection. Sinon, dites-le à votre service informatique.

finding-certificate_untrusted = La pièce d’identité numérique (certificat) que montre { $name } n’est reconnue ni par cet ordinateur ni par la liste publique. Elle est signée par : { $issuer }.
why-certificate_untrusted = rien ne prouve que ce site est bien celui qu’il dit être
advice-certificate_untrusted = Une page d’accueil Wi-Fi, une horloge déréglée ou un appareil interposé peuvent en être la cause : vérifiez la date de l’ordinateur, puis prévenez votre service informatique ; d’ici là, ne tapez aucun mot de passe sur ce site.

finding-proxy_in_use = Les pages web passent par un intermédiaire (proxy) : { $name }.
why-proxy_in_use = chaque page web fait un détour par cet intermédiaire
advice-proxy_in_use = Rien à faire si c’est le choix de votre entreprise. Si seules les pages web sont lentes, dites-le à votre service informatique.

finding-wifi_not_protected = Le Wi-Fi utilisé n’est pas protégé (ouvert, ou en WEP, une protection dépassée).
why-wifi_not_protected = d’autres personnes à portée de ce Wi-Fi peuvent écouter ce qui y passe
advice-wifi_not_protected = Avant de travailler, choisissez un Wi-Fi protégé par un mot de passe (WPA2 ou WPA3), ou le partage de connexion de votre téléphone.

finding-machine_not_managed = Cet ordinateur n’est pas géré par l’entreprise.
why-machine_not_managed = l’entreprise n’y veille ni aux mises à jour ni à la sécurité
advice-machine_not_managed = Demandez à votre service informatique si cet ordinateur peut servir au travail.

finding-disk_not_encrypted = Le contenu du disque n’est pas protégé contre la lecture en cas de vol (chiffrement).
why-disk_not_encrypted = en cas de vol, vos fichiers pourraient être lus sans mot de passe
advice-disk_not_encrypted = Signalez-le à votre service informatique en joignant ce rapport.

finding-firewall_off = Le pare-feu de l’ordinateur, qui filtre les connexions venues du réseau, est éteint.
why-firewall_off = l’ordinateur ne trie plus les connexions qui lui viennent du réseau
advice-firewall_off = Rallumez-le dans les réglages de sécurité de l’ordinateur ; si vous ne le pouvez pas, prévenez votre service informatique.

finding-traffic_outside_tunnel = Des échanges passent hors du VPN alors que l’entreprise veut que tous y passent.
why-traffic_outside_tunnel = une partie de vos échanges échappe à la protection de l’entreprise
advice-traffic_outside_tunnel = Signalez-le à votre service informatique en joignant ce rapport.

finding-server_unreachable = Le serveur { $name } ne répond pas.
why-server_unreachable = il ne répond pas
advice-server_unreachable = Vérifiez que le VPN est connecté s’il en faut un. Si cela ne change rien, prévenez votre service informatique.

finding-server_name_unknown = L’adresse du serveur { $name } est introuvable.
why-server_name_unknown = son adresse est introuvable
advice-server_name_unknown = Vérifiez que le VPN est connecté s’il en faut un. Si cela ne change rien, prévenez votre service informatique.

finding-server_refused = Le serveur { $name } refuse les connexions.
why-server_refused = il refuse les connexions
advice-server_refused = Prévenez votre service informatique en joignant ce rapport.

finding-server_connect_slow = Le serveur { $name } met en général { $figure } de trop à accepter la connexion, trajet déduit.
why-server_connect_slow = il tarde à accepter les connexions
advice-server_connect_slow = Vous n’y pouvez rien : prévenez votre service informatique en joignant ce rapport.

finding-server_slow = Le serveur { $name } met en général { $figure } à préparer sa réponse, trajet déduit.
why-server_slow = il met longtemps à préparer ses réponses
advice-server_slow = Vous n’y pouvez rien : prévenez votre service informatique en joignant ce rapport.

finding-server_errors = Le serveur { $name } répond par une erreur dans { $figure } des cas.
why-server_errors = il répond par des erreurs
advice-server_errors = Vous n’y pouvez rien : prévenez votre service informatique en joignant ce rapport.

finding-server_unstable = Le serveur { $name } ne répond pas dans { $figure } des cas.
why-server_unstable = il ne répond pas à chaque fois
advice-server_unstable = Vous n’y pouvez rien : prévenez votre service informatique en joignant ce rapport.
