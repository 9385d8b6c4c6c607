using System.CommandLine;

namespace K8sRouter.Operator.Commands;

/// <summary>Makes flags, each of which can be given as an environment variable too.</summary>
/// <param name="environment">Looks an environment variable up.</param>
internal sealed class Flags(Func<string, string?> environment)
{
    /// <summary>Looks an environment variable up.</summary>
    public Func<string, string?> Environment => environment;

    public Option<string?> Text(string flag, string value, string description, string? fallback, bool recursive = true) =>
        new($"--{flag}")
        {
            Description = $"{description} [env: {Variable(flag)}]",
            HelpName = value,
            Recursive = recursive,
            DefaultValueFactory = _ => environment(Variable(flag)) is { Length: > 0 } set ? set : fallback,
        };

    public Option<bool> Switch(string flag, string description) =>
        new($"--{flag}")
        {
            Description = $"{description} [env: {Variable(flag)}=true]",
            DefaultValueFactory = result =>
            {
                var text = environment(Variable(flag));
                if (string.IsNullOrEmpty(text))
                    return false;
                if (!bool.TryParse(text, out var set))
                    result.AddError($"{Variable(flag)} must be true or false.");
                return set;
            },
        };

    private static string Variable(string flag) => "K8SROUTER_" + flag.ToUpperInvariant().Replace('-', '_');
}
