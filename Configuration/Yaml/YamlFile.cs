using Orchestrator.Routing;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Orchestrator.Configuration;

/// <summary>Reads YAML text into values that know where they stand, and collects every error instead of stopping at the first.</summary>
public static class YamlFile
{
    private const int DeepestNesting = 32;

    /// <summary>
    /// Parses <paramref name="text"/>, which holds exactly one document. Null when it is not YAML; <paramref name="errors"/> then says where.
    /// A duplicate key is a syntax error. Aliases (<c>*name</c>) and nesting beyond 32 levels are refused: a small text could otherwise unfold without end.
    /// </summary>
    public static YamlValue? Parse(string text, YamlErrors errors)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(errors);
        var stream = new YamlStream();
        try
        {
            if (Refused(text) is { } refusal)
            {
                errors.Add(refusal);
                return null;
            }

            stream.Load(new StringReader(text));
        }
        catch (YamlException exception)
        {
            errors.Add(Error($"not valid YAML: {exception.Message}", exception.Start));
            return null;
        }

        if (stream.Documents.Count == 0)
        {
            errors.Add(new PolicyError("", "the file is empty", 1, 1));
            return null;
        }

        if (stream.Documents.Count > 1)
        {
            errors.Add(Error("a second YAML document starts here; only one is allowed", stream.Documents[1].RootNode.Start));
        }

        return new YamlValue(stream.Documents[0].RootNode, "", errors);
    }

    /// <summary>Reads the events alone, which takes no recursion, and finds what must not reach the tree.</summary>
    private static PolicyError? Refused(string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        var last = Mark.Empty;
        try
        {
            while (parser.MoveNext())
            {
                var current = parser.Current!;
                last = current.End;
                if (current is AnchorAlias alias)
                    return Error($"the alias '*{alias.Value}' is not supported; write the value out", current.Start);
                depth += current.NestingIncrease;
                if (depth > DeepestNesting)
                    return Error($"nested more than {DeepestNesting} levels deep", current.Start);
            }

            return null;
        }
        catch (Exception exception) when (exception is not YamlException)
        {
            // For a few broken texts the scanner throws what is not its own exception.
            return Error("not valid YAML: what follows cannot be read", last);
        }
    }

    private static PolicyError Error(string message, Mark place) => new("", message, (int)place.Line, (int)place.Column);
}
