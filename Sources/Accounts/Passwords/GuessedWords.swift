/// Words that passwords are made of which everybody tries first. Ours, short, and of a school: a password of twelve
/// characters is in no list of the commonest, but is often one of these with a year behind it.
enum GuessedWords {
  /// The longest first, so that none hides in another.
  static let words = text.split(whereSeparator: \.isWhitespace).map(String.init).sorted {
    ($0.count, $0) > ($1.count, $1)
  }

  private static let text = """
    password passwort passphrase passcode pass secret letmein welcome welcomeback login logon signin admin
    administrator root user guest test testing tester default changeme change temp temporary master
    qwerty qwertz azerty asdfgh asdf zxcvbn zxcv qazwsx qweasd qwertyuiop asdfghjkl zxcvbnm abcdef abcd abc
    school academy primary secondary college university teacher teaching pupil pupils student students class
    classroom headteacher head staff office reception safeguarding education learning lesson homework maths english
    science history geography football rugby cricket netball hockey
    january february march april june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday spring summer autumn winter christmas easter holiday holidays term
    london england scotland wales ireland britain liverpool arsenal chelsea everton tottenham manchester united
    city celtic rangers newcastle villa leeds
    monkey dragon tiger lion eagle horse puppy kitten bailey charlie daisy poppy bella buddy max
    princess superman batman spiderman pokemon starwars minecraft fortnite disney blink
    iloveyou love lovely sunshine flower flowers rainbow chocolate cookie cheese banana orange purple
    ashley michael daniel jessica thomas george harry jordan jack oliver sophie
    microsoft windows google apple office outlook teams computer internet samsung facebook instagram
    postern email mail
    """
}
