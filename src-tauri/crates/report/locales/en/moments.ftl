# Slow moments that the long watch caught.

heading-moments = Slow moments
moment-called-person = { $moment }: you said that it was slow
moment-called-watch = { $moment }: answers came late or not at all
moment-established = In the minutes around it the weak link is { $what }: { $why }.
moment-probable = In the minutes around it the weak link is probably { $what }: { $why }.
moment-nothing = In the minutes around it nothing on the way was out of the ordinary (watched: { $links }). What was slow may be the computer, a program, a server or what was not watched.
moment-late = In the minutes around it these answered late or not at all: { $targets }. Which link is to blame cannot be told.
moment-unknown = Too few answers were watched to tell anything of this moment.
moment-lost = { $lost } of { $sent }
moment-row = usually { $usual }, then { $then }, missing { $lost }
moment-chart = Response time around the moment
moment-chart-alt = Curve of the response time from five minutes before the moment to five minutes after. Middle values (medians): { $medians }.
moment-band = slow
column-watched = Watched
column-usual = Usual answer
column-then = Answer in the moment
column-lost = Missing answers
chart-minutes = minutes

watch-state = Watching for slow moments since { $time }.
watch-detail = { $targets ->
    [0] Looking around.
    [one] One point of the way is asked once a second: hardly any data (less than a kilobyte a second).
   *[other] { $targets } points of the way are asked once a second: hardly any data (less than a kilobyte a second).
 }
watched-box = Box
watch-none = Press the button as soon as it is slow: the five minutes before it and after it are kept.
watch-called = Noted at { $time }. The five minutes that follow are watched too.
watch-kept = { $count ->
    [one] One slow moment is kept; it goes into your report.
   *[other] { $count } slow moments are kept; they go into your report.
 }
tray-watch-slow = It is slow now
tray-watch-show = Show Maillon
tray-watch-stop = Stop watching
tray-watch-quit = Quit Maillon
