/// LaTeX's names of letters and accents that may stand in a name of the language: `\theta` Tab gives θ, `x\hat` Tab gives x̂.
enum LatexNames {
    /// What a name, without its backslash, stands for; nil if there is no such name.
    ///
    /// Digits behind `_` are subscripts, however many: `_10` is ₁₀.
    static func text(of name: Substring) -> String? {
        if let text = table[String(name)] { return text }
        guard name.hasPrefix("_") else { return nil }
        let digits = name.dropFirst().unicodeScalars
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0.value) }) else { return nil }
        var text = String.UnicodeScalarView()
        for digit in digits { text.append(Unicode.Scalar(0x2080 + digit.value - 0x30) ?? digit) }
        return String(text)
    }

    /// The names that begin so, without the backslash, sorted.
    static func names(beginning prefix: Substring) -> [String] {
        table.keys.filter { $0.hasPrefix(prefix) }.sorted()
    }

    // Both `\epsilon` and `\varepsilon` give ε, both `\phi` and `\varphi` φ: two letters that look alike would be two variables.
    private static let table: [String: String] = [
        "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
        "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "omicron": "ο",
        "pi": "π", "varpi": "ϖ", "rho": "ρ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "φ",
        "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
        "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ",
        "Psi": "Ψ", "Omega": "Ω",
        "nabla": "∇", "ell": "ℓ", "hbar": "ħ", "scrL": "ℒ", "scrH": "ℋ",
        "hat": "\u{302}", "tilde": "\u{303}", "bar": "\u{304}", "breve": "\u{306}", "dot": "\u{307}", "ddot": "\u{308}",
        "check": "\u{30C}", "vec": "\u{20D7}",
        "_plus": "₊", "_minus": "₋", "_a": "ₐ", "_e": "ₑ", "_h": "ₕ", "_i": "ᵢ", "_j": "ⱼ",
        "_k": "ₖ", "_l": "ₗ", "_m": "ₘ", "_n": "ₙ", "_o": "ₒ", "_p": "ₚ", "_r": "ᵣ", "_s": "ₛ", "_t": "ₜ", "_u": "ᵤ", "_v": "ᵥ",
        "_x": "ₓ", "_beta": "ᵦ", "_gamma": "ᵧ", "_rho": "ᵨ", "_phi": "ᵩ", "_chi": "ᵪ",
    ]
}
