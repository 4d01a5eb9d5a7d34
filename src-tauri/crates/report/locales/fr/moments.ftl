# Slow moments that the long watch caught.

heading-moments = Moments lents
moment-called-person = { $moment } : vous avez dit que c’était lent
moment-called-watch = { $moment } : des réponses arrivaient en retard ou pas du tout
moment-established = Dans les minutes autour, le maillon faible est { $what } : { $why }.
moment-probable = Dans les minutes autour, le maillon faible est probablement { $what } : { $why }.
moment-nothing = Dans les minutes autour, rien d’anormal sur le trajet (surveillé : { $links }). Ce qui était lent peut être l’ordinateur, un programme, un serveur ou ce qui n’était pas surveillé.
moment-late = Dans les minutes autour, ces points ont répondu tard ou plus du tout : { $targets }. Impossible de dire quel maillon en est la cause.
moment-unknown = Trop peu de réponses ont été observées pour dire quoi que ce soit de ce moment.
moment-lost = { $lost } sur { $sent }
moment-row = d’habitude { $usual }, alors { $then }, sans réponse { $lost }
moment-chart = Temps de réponse autour du moment
moment-chart-alt = Courbe du temps de réponse de cinq minutes avant le moment à cinq minutes après. Valeurs du milieu (médianes) : { $medians }.
moment-band = lent
column-watched = Surveillé
column-usual = Réponse habituelle
column-then = Réponse à ce moment
column-lost = Réponses manquantes
chart-minutes = minutes

watch-state = Maillon guette les moments lents depuis { $time }.
watch-detail = { $targets ->
    [0] Repérage en cours.
    [one] Un point du trajet est interrogé chaque seconde : presque aucune donnée (moins d’un kilo-octet par seconde).
   *[other] { $targets } points du trajet sont interrogés chaque seconde : presque aucune donnée (moins d’un kilo-octet par seconde).
 }
watched-box = Box
watch-none = Appuyez sur le bouton dès que c’est lent : les cinq minutes d’avant et d’après sont gardées.
watch-called = Noté à { $time }. Les cinq minutes qui suivent sont observées aussi.
watch-kept = { $count ->
    [one] Un moment lent est gardé ; il figurera dans votre rapport.
   *[other] { $count } moments lents sont gardés ; ils figureront dans votre rapport.
 }
tray-watch-slow = C’est lent maintenant
tray-watch-show = Afficher Maillon
tray-watch-stop = Arrêter de guetter
tray-watch-quit = Quitter Maillon
