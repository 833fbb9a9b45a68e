/// English short forms of first names. Names of one line stand for each other.
enum ShortForms {
  /// The other names that a folded first name goes by.
  static func others(of token: [UInt8]) -> [[UInt8]] {
    byName[String(decoding: token, as: UTF8.self)] ?? []
  }

  private static let byName: [String: [[UInt8]]] = {
    var found: [String: [[UInt8]]] = [:]
    for line in lines.split(separator: "\n") {
      let names = line.split(separator: " ").map(String.init)
      for name in names {
        for other in names where other != name { found[name, default: []].append(Array(other.utf8)) }
      }
    }
    return found
  }()

  private static let lines = """
    william will bill billy willy willie liam
    robert rob bob bobby robbie bert
    richard rich rick ricky dick richie
    james jim jimmy jamie jem
    john jack johnny jon
    jonathan jon jonny johnny jonathon
    joseph joe joey
    thomas tom tommy
    edward ed eddie ted teddy ned
    edmund ed eddie ted
    henry harry hal hank
    harold harry hal
    charles charlie chas chuck
    charlotte charlie lottie lotte char
    alexander alex al xander sandy alec lex sasha
    alexandra alex lexi lexie sandra sasha ally
    alexandria alex lexi
    andrew andy drew
    anthony tony ant
    benjamin ben benji benny
    christopher chris kit topher
    christian chris
    christina chris tina chrissy
    christine chris chrissie tina
    daniel dan danny
    danielle dani danni
    david dave davy davey
    dominic dom nic
    donald don donny
    douglas doug dougie
    elizabeth liz lizzie beth betty eliza libby lisa bess betsy elsie
    bethany beth
    emily em emmy millie
    amelia millie amy mia
    emma em
    frederick fred freddie freddy
    francis frank fran frankie
    frances fran frankie franny
    gabriel gabe
    gabrielle gabby gabi
    geoffrey geoff jeff
    george georgie
    georgina george georgie gina
    georgia georgie
    gerald gerry jerry
    gillian gill jill
    gregory greg
    isabella bella izzy issy isa
    isabel izzy bel issy belle
    isabelle izzy belle issy
    isaac zac ike
    jacob jake jay
    jacqueline jackie jacqui
    janet jan
    jennifer jen jenny jenni
    jessica jess jessie
    joanna jo joanne
    joanne jo
    josephine jo josie
    joshua josh
    judith judy jude
    julian jules
    juliet jules
    katherine kate katie kathy kat kitty kath
    catherine cath cathy kate katie cat
    kathleen kath kathy
    kenneth ken kenny
    kimberly kim
    kimberley kim
    lawrence larry laurie loz
    leonard len lenny leo
    leonardo leo
    leon leo
    lucas luke luc
    luke lucas
    lucy lu
    madeleine maddie maddy
    madison maddie maddy
    margaret maggie meg peggy marge greta
    matilda tilly mattie tilda
    matthew matt matty
    maximilian max
    maxwell max
    maximus max
    megan meg
    michael mike mick mikey micky
    michelle shell
    mohammed mo mohamed muhammad mohammad muhammed
    mohamed mo mohammed muhammad mohammad
    muhammad mo mohammed mohamed mohammad
    nathaniel nate nat nathan
    nathan nate nat
    natalie nat
    natasha tasha nat
    nicholas nick nicky nico
    nicola nicky nic
    nicole nicky nic
    oliver olly ollie
    olivia liv livvy ollie
    oscar ozzy
    owen owain
    pamela pam
    patricia pat tricia trish patsy
    patrick pat paddy rick
    penelope penny
    peter pete
    philip phil pip
    phillip phil pip
    philippa pippa pip
    rachel rach
    raymond ray
    rebecca becky becca bex
    ronald ron ronnie
    rosemary rose rosie
    rosalind ros roz
    roseanna rosie
    samantha sam sammy
    samuel sam sammy
    sebastian seb bas
    simon si
    sophia sophie
    stephanie steph
    stephen steve stevie ste
    steven steve stevie
    stuart stu
    susan sue susie suzie
    susannah sue susie
    tabitha tabby
    terence terry
    teresa terry tess tessa
    theresa terry tess tessa
    theodore theo ted teddy
    theodora thea dora
    timothy tim timmy
    tobias toby
    valerie val
    veronica ronnie vera
    victoria vicky vicki tori vic
    victor vic
    vincent vince vinny
    vivienne viv
    walter wally walt
    winifred winnie
    zachary zac zach zack zak
    zacharias zac
    abigail abi abby gail
    abdullah abdul
    abdulrahman abdul
    aleksander alex olek
    aleksandra ola alex
    agnieszka aga
    aneurin nye
    ashleigh ash
    ashley ash
    augustus gus
    angus gus
    barbara barb babs
    barnaby barney
    bernard bernie
    bradley brad
    bronwen bron
    cameron cam
    caroline carol caz carrie
    cassandra cass cassie
    clementine clem
    constance connie
    cornelius con
    cuthbert bertie
    albert bert bertie al
    hubert bert
    archibald archie
    alfred alf alfie fred
    alan al
    deborah deb debbie
    dorothy dot dottie
    eleanor ellie nell nora ella
    elena ellie lena
    ellen ellie nell
    elliot eli
    emmanuel manny
    eugene gene
    evelyn evie eve
    florence flo florrie
    genevieve gen evie
    harriet hattie harry
    harrison harry
    herbert bert herb
    hamish james
    ibrahim ibby
    imogen immy
    jasmine jas jazz
    jeremy jem jez
    jeremiah jerry
    kristopher kris
    louis lou louie
    lewis lew
    louisa lou
    louise lou
    lydia lyddie
    malcolm mal
    malgorzata gosia
    marcus marc mark
    martin marty
    martha marty
    mariam mary
    melanie mel
    melissa mel
    mitchell mitch
    montgomery monty
    morgan mo
    mustafa mus
    olufemi femi
    oluwaseun seun
    babatunde tunde
    chukwuemeka emeka
    pauline paula
    percival percy
    priscilla cilla
    randolph randy
    reginald reg reggie
    roderick rod rory
    rodney rod
    roger rodge
    rupert rupe
    russell russ
    sarah sally sadie
    spencer spence
    stanley stan
    stanislaw stan staszek
    sylvester sly
    tamara tammy
    tatiana tanya
    wilfred wilf fred
    yousuf yus
    zainab zee
    """
}
