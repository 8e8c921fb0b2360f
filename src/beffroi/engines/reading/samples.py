"""Words and sentences of each language, written for this program (CC0)."""

WORDS = {
    "fr": (
        "le la les l' un une des du de d' et est en que qu' qui dans pour pas ne n' ce c' cette ces il elle ils elles on nous vous je j' tu se s' son sa "
        "ses sur avec plus par au aux mais ou où sont été être avoir fait faire très tout tous toute bien comme si leur leurs notre nos votre vos mon ma "
        "mes y a ont avons avez suis êtes même aussi sans entre chez depuis toujours jamais rien quand pourquoi comment quel quelle quels merci bonjour "
        "mairie rue ville commune quartier école aucun aucune trop peu beaucoup encore déjà ici là donc car voiture vélo enfants habitants faut peut serait"
    ),
    "en": (
        "the of and to in is that it was for on are with as his they be at this have from or had by but what some we can out other were all there when "
        "up use your how said an each she which do their time if will way about many then them would like so these her him has more could go come did my "
        "no not who don't i you he me been its our why where here please thanks hello town street school people should because very just than any does"
    ),
    "es": (
        "el la los las un una de del y en que es por con para no se su al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre "
        "también me hasta hay donde quien desde todo nos durante todos uno les ni contra otros ese eso ante ellos e esto mí antes algunos qué unos yo "
        "otro otras otra él tanto esa estos mucho quienes nada muchos cual poco ella estar gracias hola ayuntamiento calle ciudad son está tiene ser hace"
    ),
    "pt": (
        "o a os as um uma de do da dos das e em que é por com para não se no na nos nas ao à como mais mas foi ele ela ou ser quando muito já eu também "
        "só pelo pela até isso entre depois sem mesmo aos seus quem me esse eles você essa num nem suas meu minha têm numa pelos há será lhe são está "
        "obrigado olá câmara rua cidade escola nosso nossa porque onde muito tem fazer bem aqui"
    ),
    "it": (
        "il lo la i gli le un uno una di del della dei delle e è in che per con non si su al alla da dal dalla come più ma anche sono ha ho hanno "
        "questo questa nel nella ci se o quando molto dove chi cosa mio mia suo sua loro noi voi essere fare perché ancora già così tutto tutti "
        "grazie buongiorno comune strada città scuola degli agli dello sulla ogni senza dopo prima stato essere abbiamo siamo c' l' un' dell' all'"
    ),
    "de": (
        "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um "
        "am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde wenn wir ich mich mein kein keine "
        "danke hallo stadt straße schule warum wo wer ihr uns unsere kann muss sehr schon hier gibt immer wieder alle"
    ),
    "nl": (
        "de het een van en in is dat op te zijn met voor niet aan er om ook als dan maar bij uit nog naar door over ze hij wat werd heeft was wordt "
        "deze kan meer hebben of geen al zo wel tot onder waar moet mijn ons onze jullie ik je we u gemeente straat stad school dank hallo waarom wie "
        "veel hier daar altijd worden zou haar hun"
    ),
    "ca": (
        "el la els les un una de del i en que és per amb no es al com més però seu va ser són aquest aquesta hi ha ja molt també quan on qui tot tots "
        "sense sobre entre fins meu meva nostre nostra gràcies bon dia ajuntament carrer ciutat escola perquè què nosaltres ells seva l' d' n' s' "
        "dels als pel aquests estan fer cal"
    ),
    "oc": (
        "lo la los las un una de del e en que es per amb non se al coma mai mas son aquel aquela aquò i a ja plan tanben quand ont qui tot totes "
        "sens sus entre fins mon ma nòstre nòstra mercé bonjorn comuna carrièra vila escòla perqué nosautres eles sa l' d' n' s' dels als pel "
        "fan far cal sèm es avèm avètz dins pas"
    ),
    "br": (
        "an ar al ur un ul ha hag a e eo en em er da d' evit gant war ne ket n' c'h pa ma me te eñ hi ni c'hwi int bet zo oa vez vo so ober kaout "
        "bezañ mat ivez met dre o ma va ho hor holl kalz netra perak piv pelec'h trugarez demat ti-kêr straed kêr skol brezhoneg dour bro bugale"
    ),
    "eu": (
        "eta da bat ez du dira izan zen dute baino ere egin dela oso hau hori zer nola non nor zergatik gure zure nire guztiak baina edo bai ditu "
        "dago daude behar dugu duzu eskerrik asko kaixo udala kalea hiria eskola haurrak herria ura etxe egun gehiago batean dituzte den bere"
    ),
    "co": (
        "u a i e un una di di u di a in hè chì per cù ùn micca si à da cum' più ma ancu sò hà anu stu sta quandu duva quale cosa meiu meia nostru "
        "nostra vostru tuttu tutti grazie bonghjornu cumuna strada cità scola perchè avemu simu esse fà ci l' d' n' eiu tù ellu ella noi voi elli"
    ),
    "gsw": (
        "d' s' e un isch het hàn mir ihr ich dü er sie es nit kein e eini uf mit vun fer bi in im am àn wie was wo wer worum güet àui noch "
        "merci bùschùr gemein stross stàdt schüel elsàss mìr sìnn àlle viel do gsi ebbs hà hesch bisch dr de dià unser"
    ),
    "gcf": (
        "an té ka sé pa ni on yon pou épi é nou zot yo mwen ou li i moun tout sa ki la a nan adan anlè si kon men mèsi bonjou lanmè lékòl lari "
        "komin péyi timoun fo bon anpil pli pòkò jòdi jou fè di gadé wè poukisa kijan ola ban vini alé"
    ),
    "tr": (
        "ve bir bu da de için ile çok ne var yok mi mı daha olarak olan ama gibi kadar sonra ben sen o biz siz onlar değil en şey her nasıl neden "
        "nerede kim belediye sokak şehir okul teşekkürler merhaba bizim çocuklar olan ki ya hem"
    ),
    "pl": (
        "i w na z do nie się to jest że o jak po co za od ale czy tak dla przez już tylko są był było mnie ja ty on ona my wy oni który która "
        "dziękuję dzień dobry gmina ulica miasto szkoła dlaczego gdzie kto nasz bardzo tym może przy być"
    ),
    "ro": (
        "și de la în a cu nu este că pe un o din pentru mai ca să ce care sunt am are fost dar sau dacă când unde cine foarte noi voi ei ele meu "
        "mulțumesc bună ziua primărie strada oraș școala nostru copiii fi au al ale lui prin după"
    ),
}

SAMPLES = {
    "fr": (
        "Bonjour, je vous écris parce que l’éclairage de notre rue ne fonctionne plus depuis trois semaines. Quand la mairie va-t-elle réparer les "
        "lampadaires ? Les enfants rentrent de l’école dans le noir et les voitures roulent trop vite. Il faudrait aussi remettre un banc devant la "
        "bibliothèque, planter des arbres dans la cour et ouvrir la piscine plus tard le samedi. Pourquoi le budget de la commune a-t-il augmenté ? "
        "Nous sommes plusieurs habitants du quartier à poser cette question. Tous les êtres humains naissent libres et égaux en dignité et en droits. "
        "Je ne suis pas d’accord avec ce projet, mais je remercie les services pour leur travail. Est-ce que quelqu’un sait où en est la piste cyclable ?"
    ),
    "en": (
        "Hello, I am writing because the street lights in our road have not been working for three weeks. When will the town hall repair them? "
        "Children walk home from school in the dark and cars drive too fast. We would also like a bench in front of the library, trees in the "
        "playground and longer opening hours at the swimming pool on Saturday. Why has the budget of the council increased? Several people who live "
        "here are asking the same thing. All human beings are born free and equal in dignity and rights. I do not agree with this plan but thank you."
    ),
    "es": (
        "Hola, les escribo porque el alumbrado de nuestra calle no funciona desde hace tres semanas. ¿Cuándo va a repararlo el ayuntamiento? Los niños "
        "vuelven de la escuela a oscuras y los coches circulan demasiado rápido. También nos gustaría un banco delante de la biblioteca, árboles en el "
        "patio y que la piscina abra más tarde los sábados. ¿Por qué ha aumentado el presupuesto del municipio? Todos los seres humanos nacen libres e "
        "iguales en dignidad y derechos. No estoy de acuerdo con este proyecto, pero muchas gracias por su trabajo."
    ),
    "pt": (
        "Olá, escrevo porque a iluminação da nossa rua não funciona há três semanas. Quando é que a câmara vai reparar? As crianças voltam da escola "
        "às escuras e os carros andam depressa demais. Gostaríamos também de um banco em frente da biblioteca, árvores no pátio e que a piscina feche "
        "mais tarde ao sábado. Porque é que o orçamento do município aumentou? Todos os seres humanos nascem livres e iguais em dignidade e em "
        "direitos. Não estou de acordo com este projeto, mas muito obrigado pelo vosso trabalho."
    ),
    "it": (
        "Buongiorno, scrivo perché l’illuminazione della nostra strada non funziona da tre settimane. Quando il comune la riparerà? I bambini tornano "
        "da scuola al buio e le macchine vanno troppo veloci. Vorremmo anche una panchina davanti alla biblioteca, degli alberi nel cortile e la "
        "piscina aperta più a lungo il sabato. Perché il bilancio è aumentato? Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. "
        "Non sono d’accordo con questo progetto, ma vi ringrazio per il vostro lavoro."
    ),
    "de": (
        "Guten Tag, ich schreibe Ihnen, weil die Beleuchtung in unserer Straße seit drei Wochen nicht mehr funktioniert. Wann wird die Stadt sie "
        "reparieren? Die Kinder kommen im Dunkeln von der Schule zurück und die Autos fahren zu schnell. Wir hätten auch gerne eine Bank vor der "
        "Bücherei, Bäume auf dem Hof und längere Öffnungszeiten im Schwimmbad am Samstag. Warum ist der Haushalt gestiegen? Alle Menschen sind frei "
        "und gleich an Würde und Rechten geboren. Ich bin mit diesem Vorhaben nicht einverstanden, danke aber für Ihre Arbeit."
    ),
    "nl": (
        "Goedendag, ik schrijf u omdat de verlichting in onze straat al drie weken niet meer werkt. Wanneer gaat de gemeente dat herstellen? De "
        "kinderen komen in het donker van school en de auto’s rijden te hard. We willen ook graag een bank voor de bibliotheek, bomen op het plein en "
        "dat het zwembad op zaterdag langer open is. Waarom is de begroting gestegen? Alle mensen worden vrij en gelijk in waardigheid en rechten "
        "geboren. Ik ben het niet eens met dit plan, maar bedankt voor uw werk."
    ),
    "ca": (
        "Bon dia, us escric perquè l’enllumenat del nostre carrer no funciona des de fa tres setmanes. Quan el repararà l’ajuntament? Els nens tornen "
        "de l’escola a les fosques i els cotxes van massa de pressa. També voldríem un banc davant de la biblioteca, arbres al pati i que la piscina "
        "obri més tard els dissabtes. Per què ha augmentat el pressupost del municipi? Tots els éssers humans neixen lliures i iguals en dignitat i "
        "en drets. No hi estic d’acord amb aquest projecte, però gràcies per la vostra feina."
    ),
    "oc": (
        "Bonjorn, vos escrivi perque l’enlumenament de nòstra carrièra fonciona pas mai dempuèi tres setmanas. Quora la comuna lo va adobar ? Los "
        "mainatges tòrnan de l’escòla dins lo negre e las veituras van tròp viste. Voldriam tanben un banc davant la bibliotèca, d’arbres dins la cort "
        "e que la piscina barre mai tard lo dissabte. Perqué lo budgèt de la comuna a aumentat ? Totes los èssers umans naisson liures e egals en "
        "dignitat e en dreches. Soi pas d’acòrdi amb aquel projècte, mas mercés per vòstre trabalh."
    ),
    "br": (
        "Demat, skrivañ a ran deoc’h peogwir n’ez a ket goulou hor straed en-dro abaoe teir sizhun. Pegoulz e vo adkempennet gant an ti-kêr ? Distreiñ "
        "a ra ar vugale eus ar skol en deñvalijenn ha re vuan ez a ar c’hirri-tan. Ur bank dirak al levraoueg hor befe c’hoant ivez, gwez er porzh ha "
        "digeriñ ar poull-neuial diwezhatoc’h d’ar Sadorn. Perak eo kresket budjed ar gumun ? Dieub ha par en o dellezegezh hag o gwirioù eo ganet an "
        "holl dud. N’on ket a-du gant ar raktres-mañ, met trugarez evit ho labour."
    ),
    "eu": (
        "Kaixo, idazten dizuet gure kaleko argiek duela hiru aste ez dutelako funtzionatzen. Noiz konponduko ditu udalak? Haurrak ilunpetan itzultzen "
        "dira eskolatik eta autoak azkarregi dabiltza. Liburutegiaren aurrean jarleku bat ere nahi genuke, zuhaitzak jolastokian eta igerilekua "
        "larunbatean beranduago ixtea. Zergatik handitu da udalaren aurrekontua? Gizon-emakume guztiak aske jaiotzen dira, duintasun eta eskubide "
        "berberak dituztela. Ez nago proiektu honekin ados, baina eskerrik asko zuen lanagatik."
    ),
    "co": (
        "Bonghjornu, vi scrivu perchè u lume di a nostra strada ùn funziuneghja più dapoi trè settimane. Quandu a cumuna l’accuncerà ? I zitelli "
        "voltanu da a scola à u bughju è e vitture vanu troppu in furia. Vuleriamu ancu un bancu davanti à a biblioteca, arburi in u curtile è chì a "
        "piscina chjodi più tardi u sabbatu. Perchè u bugettu hè cresciutu ? Nascenu tutti l’omi libari è pari di dignità è di diritti. Ùn sò micca "
        "d’accordu cù stu prugettu, ma vi ringraziu per u vostru travagliu."
    ),
    "gsw": (
        "Büschur, ich schrieb Ihne, will s Liecht in unserer Stross sit drei Wuche nimmi geht. Wenn tüet d Gemein des repariere? D Kinder kumme im "
        "Dunkle vun de Schüel heim un d Auto fahre ze schnell. Mir hätte au gern e Bànk vor de Biblithek, Baim im Hof un dass s Schwimmbad am Samschdi "
        "länger uff isch. Worum isch s Budget gstiege? Àlli Mensche sin frei un glich an Würd un Recht gebore. Ich bin nit iverstànde mit dem Projekt, "
        "àwer merci fer eiri Àrwet. Mir redde Elsassisch, des isch unseri Sproch, un mir welle se bhàlte."
    ),
    "gcf": (
        "Bonjou, an ka ékri zot pas limyè a lari an nou pa ka maché dépi twa simenn. Kitan lanméri ké ranjé-y ? Timoun ka sòti lékòl adan nwèsè é "
        "loto ka kouri twòp. Nou té ké vlé on ban douvan bibliotèk la, pyé-bwa an lakou la é piscin la rété ouvè pli ta lè samdi. Poukisa bidjé a "
        "komin la monté ? Tout moun ka vin an mond lib é égal adan dinyité é dwa a yo. Mwen pa dakò épi pwojé ta a, men mèsi anpil pou travay zot ka fè."
    ),
    "tr": (
        "Merhaba, sokağımızın aydınlatması üç haftadır çalışmadığı için size yazıyorum. Belediye ne zaman tamir edecek? Çocuklar okuldan karanlıkta "
        "dönüyor ve arabalar çok hızlı gidiyor. Kütüphanenin önüne bir bank, bahçeye ağaçlar ve havuzun cumartesi günü daha geç kapanmasını istiyoruz. "
        "Belediyenin bütçesi neden arttı? Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Bu projeye katılmıyorum ama teşekkür ederim."
    ),
    "pl": (
        "Dzień dobry, piszę, ponieważ oświetlenie naszej ulicy nie działa od trzech tygodni. Kiedy gmina je naprawi? Dzieci wracają ze szkoły po "
        "ciemku, a samochody jeżdżą za szybko. Chcielibyśmy też ławkę przed biblioteką, drzewa na podwórku i dłuższe otwarcie basenu w sobotę. "
        "Dlaczego budżet wzrósł? Wszyscy ludzie rodzą się wolni i równi w godności i prawach. Nie zgadzam się z tym projektem, ale dziękuję."
    ),
    "ro": (
        "Bună ziua, vă scriu pentru că iluminatul străzii noastre nu mai funcționează de trei săptămâni. Când îl va repara primăria? Copiii se întorc "
        "de la școală pe întuneric și mașinile merg prea repede. Am dori și o bancă în fața bibliotecii, copaci în curte și ca piscina să se închidă "
        "mai târziu sâmbăta. De ce a crescut bugetul? Toate ființele umane se nasc libere și egale în demnitate și în drepturi. Nu sunt de acord."
    ),
}
