namespace Orchestrator.Gateway;

/// <summary>A policy file that comes as the text of a field.</summary>
internal static class PolicyText
{
    /// <summary>Longest text, characters.</summary>
    public const int Longest = 500_000;

    /// <summary>What is wrong with it, each with its place in the text.</summary>
    public static Problem Invalid(IReadOnlyList<PolicyError> wrong)
    {
        var errors = new FieldErrors();
        foreach (PolicyError error in wrong)
            errors.Add("policy_yaml", $"{(error.Line is { } line ? $"line {line}, column {error.Column}: " : "")}{(error.Field.Length > 0 ? $"{error.Field}: " : "")}{error.Message}");
        return Problem.Validation(errors);
    }
}
