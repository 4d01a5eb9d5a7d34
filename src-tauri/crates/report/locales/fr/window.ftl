# Ce qui est dit là où la fenêtre ne peut pas s’ouvrir : Windows sans Microsoft Edge WebView2.

no_window-title = Maillon
no_window-question =
    La fenêtre de Maillon a besoin de Microsoft Edge WebView2, qui manque sur cet ordinateur. Votre service informatique peut l’installer ; il est gratuit et vient de Microsoft.

    Maillon peut s’en passer : il lance maintenant la même vérification (environ { $seconds } secondes, { $megabytes } Mo au plus), puis ouvre le rapport en texte. La lancer ?
no_window-broke_down = La vérification s’est interrompue avant la fin. Parlez-en à votre service informatique.
no_window-not_written = Le rapport ne peut pas être écrit, { $why }.
no_window-written = Le rapport a été écrit : { $place }
