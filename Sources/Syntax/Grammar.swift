// The grammar, in EBNF: `[ ]` optional, `{ }` any number of times, `|` or, quotes around what is written.
//
// ### Programs and lines
//
//     program     = { statement ( newline | ";" ) }
//     block       = "{" { statement ( newline | ";" ) } "}"
//
// The innermost bracket decides what a newline means: within `( )`, `[ ]`, a record and an interpolation nothing; within a block, and
// outside of all brackets, it ends the statement. It does not where the line ends in an operator, `,`, `=` or `->`, nor where the next
// line begins with `.name`; `else` and `catch` may begin a line. A line that begins with `- + ( [ ~`, deeper than the line of the
// statement before it in the same block, is an error.
//
// ### Statements
//
//     statement   = definition | assignment | compound | return | "break" | "continue" | import | list
//     definition  = name "(" [ parameter { "," parameter } [ "," ] ] ")" "=" list
//     parameter   = name [ "=" expression ]                        those with a default come last
//     assignment  = targets "=" list
//     compound    = target ( "+=" | "-=" | "*=" | "/=" ) list
//     targets     = unpack { "," unpack } [ "," ]
//     unpack      = target | "(" targets ")" | "[" targets "]"
//     target      = name { "." name | "[" subscripts "]" }
//     return      = "return" [ list ]                              within a function
//     import      = "import" path [ "as" name ]
//                 | "from" path "import" name [ "as" name ] { "," name [ "as" name ] }
//     path        = name { "." name }
//
// `break` and `continue` stand within a loop. `##` lines directly above a definition are its documentation.
//
// ### Expressions
//
//     list        = element { "," element }                        with a comma, a list
//     element     = expression | "..." expression                  no spread without a comma or a bracket
//     expression  = parameters "->" expression | or
//     parameters  = name | "(" [ parameter { "," parameter } [ "," ] ] ")"
//     or          = and { "or" and }
//     and         = not { "and" not }
//     not         = "not" not | bar
//     bar         = ampersand { "|" ampersand }
//     ampersand   = comparison { "&" comparison }
//     comparison  = sum { ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not" "in" ) sum }
//     sum         = product { ( "+" | "-" ) product }
//     product     = unary { ( "*" | "/" | "//" | "%" | "@" ) unary }
//     unary       = ( "-" | "+" | "~" ) unary | power
//     power       = postfix [ "^" unary ]                          so to the right, and `-x^2` is −(x²)
//     postfix     = operand { "." name | "(" arguments ")" | "[" subscripts "]" } | control
//     arguments   = [ argument { "," argument } [ "," ] ]
//     argument    = expression | "..." expression | name "=" expression
//     subscripts  = subscript { "," subscript } [ "," ]
//     subscript   = expression | "..." | [ expression ] ":" [ expression ] [ ":" [ expression ] ]
//     operand     = number | string | name | "true" | "false" | "none" | record | block
//                 | "(" expression ")" | "(" [ element "," { element "," } [ element ] ] ")"
//                 | "[" [ element { "," element } [ "," ] ] "]"
//     record      = "{" [ entry { "," entry } [ "," ] ] "}"
//     entry       = ( name | string ) ":" expression | "..." expression
//
// A `{` where an operand may stand begins a record if `name:`, `"text":`, `...` or `}` follows, else a block. Keyword arguments come
// last. Behind a `.` and as a key of a record, a keyword is a name.
//
//     control     = "if" expression block { "else" "if" expression block } [ "else" block ]
//                 | "for" unpack { "," unpack } "in" list block
//                 | "while" expression block
//                 | "try" block "catch" name block
//
// ### Tokens
//
//     name        = ( letter | "_" | "∇" ) { letter | mark | digit | "_" | "∇" | sign }
//                                                                  sign: superscript + - = ( ), subscript digits and signs
//     number      = digits | "0x" digits | "0o" digits | "0b" digits
//                 | ( digits [ "." digits ] | "." digits ) [ ( "e" | "E" ) [ "+" | "-" ] digits ]
//                                                                  `_` between digits
//     string      = "'" { character | escape } "'"
//                 | '"' { character | escape | "{{" | "}}" | interpolation } '"'
//                 | '"""' { the same, newlines too } '"""'
//     interpolation = "{" expression [ ":" format ] "}"
//     escape      = "\" ( "n" | "t" | "r" | "\" | '"' | "'" | "0" | "u{" hexadecimal digits "}" )
//     format      = [ [ fill ] ( "<" | ">" | "^" | "=" ) ] [ "+" | "-" | " " ] [ "0" ] [ width ] [ "," ] [ "." digits ]
//                   [ "d" | "e" | "f" | "g" | "%" | "s" ]
//     comment     = "#" { character } before the end of the line
//
// Letters are those of any script (Unicode's L and Nl), marks M, digits Nd. Names are compared in NFC, µ as μ and ɛ as ε.
