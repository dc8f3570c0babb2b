namespace Orchestrator.Routing;

/// <summary>What one pass over a prompt counts.</summary>
/// <param name="Tokens">Estimated tokens, at least 1.</param>
/// <param name="Words">Runs of letters, and single ideographs.</param>
/// <param name="Demands">Words that ask for an argument: explain, why, prove, compare.</param>
/// <param name="Constraints">Words and figures that narrow the answer: must, exactly, without, at most.</param>
/// <param name="Steps">Words and list marks that order the work: first, then, 1., -.</param>
/// <param name="Questions">Question marks of any script.</param>
/// <param name="Sentences">Ends of sentences.</param>
/// <param name="MathSigns">Operators between numbers or symbols, TeX commands, mathematical signs.</param>
/// <param name="CodeSigns">Braces, semicolons at line ends, arrows, call brackets.</param>
public readonly record struct TextFeatures(
    int Tokens,
    int Words,
    int Demands,
    int Constraints,
    int Steps,
    int Questions,
    int Sentences,
    int MathSigns,
    int CodeSigns);
