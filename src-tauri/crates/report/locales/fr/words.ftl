# The words of the checklist: links, points, states, uses.

link-machine = Ordinateur
link-security = Protection
link-local_link = { $kind ->
    [wifi] Wi-Fi
    [ethernet] Câble vers la box
   *[other] Liaison vers la box
 }
link-access_line = Ligne Internet
link-internet = Trajet Internet
link-vpn = VPN
link-gateway = Entrée de l’entreprise
link-server = Serveurs

# The same within a sentence: "the weak link is …".
what-machine = votre ordinateur
what-security = la protection de votre ordinateur (antivirus, pare-feu)
what-local_link = { $kind ->
    [wifi] votre Wi-Fi
    [ethernet] le câble entre votre ordinateur et la box
   *[other] la liaison entre votre ordinateur et la box
 }
what-access_line = votre ligne Internet
what-internet = le trajet Internet entre votre fournisseur et l’entreprise
what-vpn = le VPN de l’entreprise
what-gateway = l’entrée de l’entreprise
what-server = { $has_name ->
    [yes] le serveur « { $name } » de l’entreprise
   *[no] un serveur de l’entreprise
 }

# What a link is.
about-machine = Votre ordinateur : processeur, mémoire, disque.
about-security = Antivirus, pare-feu, intermédiaire web (proxy) et contrôle des connexions chiffrées.
about-local_link = Le Wi-Fi ou le câble entre votre ordinateur et la box.
about-access_line = La ligne entre votre box et votre fournisseur d’accès.
about-internet = Le trajet entre votre fournisseur et l’entreprise.
about-vpn = Le passage chiffré vers l’entreprise : ce qui y passe est illisible en chemin.
about-gateway = L’entrée de l’entreprise : celle du VPN, du bureau à distance.
about-server = Les serveurs et les applications de l’entreprise.
about-not_measured = { $about } Cette partie n’a pas pu être mesurée assez pour conclure.
about-good = { $about } Rien d’anormal ici.

check-bandwidth = Connexion du domicile
check-machine = Ordinateur
check-vpn = VPN
check-gateway = Entrée de l’entreprise
check-security = Protection
check-server = Serveurs de l’entreprise

question-bandwidth = La connexion du domicile est-elle rapide et stable ?
question-machine = L’ordinateur suit-il ?
question-vpn = Le VPN est-il le bon, et combien de temps prend-il ?
question-gateway = L’entrée de l’entreprise accueille-t-elle vite les connexions ?
question-security = Combien de temps prennent l’antivirus et les autres protections ?
question-server = Les serveurs de l’entreprise répondent-ils vite ?

good-bandwidth = La connexion du domicile est rapide et stable.
good-bandwidth-without-rate = La connexion du domicile est stable ; son débit n’a pas pu être mesuré en entier.
good-machine = L’ordinateur suit sans peine.
good-vpn = Le VPN ne ralentit pas le travail.
good-gateway = L’entrée de l’entreprise accueille vite les connexions.
good-security = Les protections ne ralentissent pas l’ordinateur de façon sensible.
good-server = Les serveurs mesurés répondent vite.

not_known-bandwidth = La connexion n’a pas pu être mesurée assez pour conclure.
not_known-machine = L’ordinateur n’a pas pu être mesuré assez pour conclure.
not_known-vpn = Aucune mesure ne permet de juger un VPN.
not_known-gateway = Aucune entrée de l’entreprise n’a pu être mesurée.
not_known-security = Le temps que prennent les protections n’a pas pu être mesuré.
not_known-server = Aucun serveur de l’entreprise n’a pu être mesuré.

waiting = En attente de mesure.

status-good = Bon
status-slow = Lent
status-broken = Bloquant
status-not_known = Inconnu

severity-information = À savoir
severity-slow = Lent
severity-broken = Bloquant

certainty-established = établi
certainty-probable = probable

use-visio = Visioconférence
use-voip = Téléphone
use-tse = Bureau à distance
use-file_share = Fichiers partagés
use-web = Applications web
use-mail = Courriel et messagerie
use-not_known = Pas assez de mesures pour le dire.
use-no_reason = Ce que le réseau donne ne suffit pas à cet usage.

actor-you = Vous
actor-provider = Votre fournisseur d’accès
actor-it = Votre service informatique

mode-light = économe en données (5 Mo au plus)
mode-standard = ordinaire
mode-precise = précis (100 Mo au plus)

not_measured = non mesuré
no_answer = aucune réponse
refuses = refuse les connexions
value-unknown = valeur inconnue
yes = oui
no = non
list-separator = { ", " }

# Figures: the number is already in the form of the language.
unit-ms = { $n } ms
unit-s = { $n } s
unit-min = { $n } min
unit-kbps = { $n } kbit/s
unit-mbps = { $n } Mbit/s
unit-gbps = { $n } Gbit/s
unit-percent = { $n } %
unit-b = { $n } octets
unit-kb = { $n } ko
unit-mb = { $n } Mo
unit-gb = { $n } Go
unit-tb = { $n } To
unit-dbm = { $n } dBm
unit-mhz = { $n } MHz
unit-ghz = { $n } GHz
unit-rpm = { $n } allers-retours par minute
unit-ratio = { $n } fois
unit-days = { $n ->
    [one] { $n } jour
   *[other] { $n } jours
 }
unit-hour-of-day = { $n } h
unit-hours = { $n } h
unit-years = { $n ->
    [one] { $n } an
   *[other] { $n } ans
 }

date = { $day } { $month } { $year }
moment = { $date } à { $time }
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre

use-reason = { $label } : { $why }.
why-measured = { $why } ({ $figure })

# The one figure that stands for a link.
brief-machine = processeur { $figure }
brief-security-file = { $figure } par fichier
brief-security-cpu = { $figure } d’un cœur
brief-added = +{ $figure }
brief-gateway = répond en { $figure }
brief-server = répond en { $figure }

labelled = { $label } : { $value }
power-mains = secteur
power-battery = batterie
