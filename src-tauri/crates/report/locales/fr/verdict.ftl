# The verdict: one sentence, how sure, what to do.

headline-established = Le maillon faible est { $what } : { $why }.
headline-probable = Le maillon faible est probablement { $what } : { $why }.
headline-nothing_abnormal = { $has_time ->
    [yes] Rien d’anormal à { $time }.
   *[no] Rien d’anormal au moment de la vérification.
 }
headline-cannot_tell-cut = Plus rien ne répond à cet ordinateur ; impossible de dire si c’est avant ou après la box que la chaîne est coupée.
headline-cannot_tell-blocked = Un usage est bloqué, mais aucun maillon mesuré n’en est clairement la cause.
headline-cannot_tell = Impossible de dire quel maillon est faible : il manque des mesures.

sure-established = Nous en sommes sûrs : plusieurs mesures disent la même chose et rien de ce qui précède dans la chaîne ne l’explique.
sure-probable = C’est l’explication la plus probable, sans certitude : la mesure n’a pas pu être répétée assez, ou une partie de la chaîne n’a pas été vue.
sure-nothing_abnormal-all = Les huit maillons ont été mesurés.
sure-nothing_abnormal-some = Cela vaut pour ce qui a été mesuré. Non vérifié : { $links }.
sure-cannot_tell-cut = Que rien ne réponde est certain ; où la chaîne est coupée ne l’est pas.
sure-cannot_tell = Ce n’est pas le signe que tout va bien, ni que quelque chose va mal.

action-nothing_abnormal = Relancez Maillon au moment où c’est lent, ou laissez-le guetter les moments lents : une gêne passagère ne se voit que pendant qu’elle dure.
action-cannot_tell = Relancez Maillon, connecté comme pour travailler. Si le résultat est le même, envoyez ce rapport à votre service informatique.
action-cannot_tell-cut = Vérifiez que le Wi-Fi est activé ou que le câble est branché, puis redémarrez la box (débranchez-la 30 secondes). Si rien ne revient en dix minutes, appelez votre fournisseur d’accès.
action-other = Envoyez ce rapport à votre service informatique.

other-established = Un autre maillon gêne aussi : { $what }, { $why }.
other-probable = Un autre maillon gêne probablement aussi : { $what }, { $why }.
consequence = { $label } : { $why }. C’est une conséquence : la cause est { $explained }.
support = { $samples ->
    [one] Une seule mesure appuie ce constat
   *[other] { $samples } mesures appuient ce constat
 }{ $windows ->
    [0] .
    [one] .
   *[other] {""}, au-delà de la limite { $bad } fois sur { $windows }.
 }
heading-gain = Si seul ce maillon est réparé
gain-probable = Si c’est bien lui : { $gain }
gain-company = Chaque échange avec l’entreprise prendrait { $less } de moins.
gain-name = Un site demandé pour la première fois serait trouvé { $less } plus tôt.
gain-connect = Chaque nouvelle connexion s’ouvrirait { $less } plus vite.
gain-delay = Chaque échange prendrait { $less } de moins.
gain-loaded = Pendant un transfert, chaque échange prendrait { $less } de moins.
gain-wavering = Les à-coups dureraient { $less } de moins.
gain-answer = Les réponses les plus lentes viendraient { $less } plus tôt.
gain-loss = Sur 100 messages du réseau, { $less } de moins se perdraient.
gain-failures = Sur 100 tentatives, { $less } de plus aboutiraient.
gain-file = Chaque nouveau fichier s’ouvrirait { $less } plus vite.
gain-program = Chaque programme démarrerait { $less } plus vite.
gain-span = { $least } à { $most }
gain-least = au moins { $least }
gain-up_to = jusqu’à { $most }
gain-uses = Cela devrait alors bien aller : { $uses }.

consequence-only = C’est une conséquence : la cause est { $explained }.
missing-link = { $label } : pas de mesure. { $why }

notice-example = Ceci est un exemple enregistré. Ce n’est pas une mesure de votre connexion.
notice-partial = La vérification a été arrêtée avant la fin : ce rapport est incomplet.
notice-remote_session = Maillon tourne dans une session à distance : il mesure le serveur qui vous héberge, pas votre ordinateur ni votre domicile. Lancez-le sur l’ordinateur qui est devant vous.
notice-slow_moments = Maillon a guetté et relevé des moments lents sur cet ordinateur : ils sont racontés plus bas, à part de cette vérification.
notice-no_internet = Internet est injoignable depuis cet ordinateur. Ce qui est plus loin (VPN, entreprise) n’a donc pas pu être mesuré.
notice-captive_portal = Une page d’accueil Wi-Fi (hôtel, train, gare…) bloque Internet tant que vous ne l’avez pas validée.
notice-no_profile = Aucun profil d’entreprise n’est en place : Maillon n’a vu de l’entreprise que ce qu’il a trouvé par lui-même.
