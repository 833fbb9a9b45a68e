/// First names and surnames that are also English words, months, places or callings: alone they mean nobody.
enum OrdinaryWords {
  /// Folded, each once.
  static let all: [String] = Array(Set(words.split(whereSeparator: \.isWhitespace).map(String.init))).sorted()

  private static let words = """
    a able abbey amber angel apple april archer art ash august autumn
    bailey baker ball banks bar barber barker barn barnes baron bass bath bay beach bean bear beck bee bell bench
    berry best bill bird bishop black blaze bliss block bloom blossom blue bold bond bone book booker booth bowl
    box boy brad branch brand brave bray bread bridge bridges bright brook brooke brooks brown buck bud bull bunny
    burn burns bush butcher butler buzz
    can candy cane cannon carol carpenter carter case cash castle cat chance chapel chapman charity chase chase
    cherry chestnut chip christian church clark clay clement cliff close cloud coal cobb cole colt cook cooper
    coral corn cotton court cove cox craft crane cream crisp cross crow crown cruise cruz crystal cycle
    dagger daisy dale dan daniels dash dawn day dean deer dell den denim destiny diamond dick dix dock dolly don dot
    dove down downs drake draper dream drew drew driver duke dwell dyer
    eagle earl early east easter ebony eden ember english england even ever evergreen
    fair fairy faith falcon fall farmer fay fern field fields finch fine finn fire fish fisher flag flint flora
    flower flowers fold forest fortune foster fountain fowler fox francs frank franks freedom freeman french friday
    frost fry fuller
    gale game garden gardener gardner garland gay gem gene gentry ginger glass glen glory glover gold golden good
    goode goodman grace grant grass graves gray green greene grey grove gully gunner guy
    hale hall ham hand hands harbour hardy harmony harper hart harvest haven hawk hawks hay hazel head heart heath
    heather heaven hedge herb hero hill hills hobby holiday holland holly holmes honey honour hood hook hope hopes
    horn horse house hudson hunt hunter hyde
    ice india iris iron island ivory ivy
    jack jade jasmine jasper jay jean jersey jet jewel jo job jordan joy judge july june junior just justice
    kay kelp kent key keys kid king kings kit kite knight knights
    lace lady lake lamb land lane lark law laws lea lean leader lee leaf legend liberty light lily lion little lock
    lodge london long lord lot love low luck lucky lynn lyric
    mac magic major male mallow man manners manor maple march mark marks marsh marshal marshall mason master
    masters maverick may mayor meadow meadows mean mercy merit merry mews mild mile miles mill miller mills milo
    mint miracle miller mist mo moat monday money montana moon moor moore moose morning moss mould mount mountain
    musk myrtle
    nail nan nasty neat nest new newman nice nick nickels night noble nobody noon north norm norman now nurse
    oak oakley oats ocean of off olive opal orange orchard osprey otter owl
    pace pack page paige painter palace palm pan pansy paris park parker parks parrot parsley parsons pat patch
    patience patient peace peach peacock pear pearl pears penn penny pepper perch perry phoenix pike pine piper
    pit pitt pleasant plum poole pope poppy porter porter post potter potts pound power powers prayer precious
    presley preston price pride priest prince princess prior prise prize proctor prudence purple
    quail quarry queen quick quill quince
    rabbit race rain raven ray read reader reed reef reeve reeves regal regent rest rice rich ridge ring river
    rivers roach roads robin rock rod rogue roman root roots rope rose rosemary roses row rowan royal ruby rush
    rusk russet rust ryder rye
    sable sadler sage sailor saint sally salt sand sands sandy saturday savage saviour sawyer say scarlet scarlett
    scott sea seal season serenity sergeant shade shadow shaft shall sharp shaw shepherd sheriff shine shoemaker
    shore short show silk silver sky skinner slater sleep small smart smith snow so soldier song south spark
    sparks sparrow spear speed spencer spice spring squire stable star starling stars steel stem sterling stone
    stones storm story straw street strong stuff sugar summer summers sun sunday sunny surprise sutton swallow
    swan sweet swift
    tailor tan tanner taylor tea teacher teal temple terry tide tiger timber today tower town towns treasure
    tree trinity true trust tuck tucker tuesday turner twist tyler
    vale valentine valley van velvet vera verity vic vicar victor victory vine viola violet virtue
    wade wait walker wall waller walls walnut ward warden warm warner warren water waters watts way webb webster
    weeks well wells west wheat wheeler white whiting wild wilde will willow wills win wind winter winters wise wish
    wolf wonder wood woods wool word words worth wren wright
    yard year years yew york you young zion
    """
}
