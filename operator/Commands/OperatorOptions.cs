using System.CommandLine;
using System.Globalization;

namespace K8sRouter.Operator.Commands;

/// <summary>The flags, each of which can be given as an environment variable too.</summary>
/// <param name="environment">Looks an environment variable up.</param>
internal sealed class OperatorOptions(Func<string, string?> environment)
{
    public const int FewestMilliseconds = 10;

    public Option<string?> Resources { get; } = Text(
        environment, "resources", "DIR", "Folder of manifests: *.yaml, *.yml and *.json below it.", null);

    public Option<string?> ConfigOut { get; } = Text(
        environment, "config-out", "DIR", "Folder that gets a volume per workspace, as sidecars mount it.", null);

    public Option<string?> OperatorNamespace { get; } = Text(
        environment, "operator-namespace", "NAMESPACE", "Namespace of the organization floor and of the platform's credentials.",
        "k8srouter-system");

    public Option<bool> Once { get; } = Switch(environment, "once", "Deliver what is there and exit.");

    public Option<bool> Check { get; } = Switch(
        environment, "check", "Validate and compile only: writes nothing, exits 1 on problems.");

    /// <summary>As text: a bad environment variable is told as kindly as a bad flag.</summary>
    public Option<string?> Interval { get; } = Text(
        environment, "interval", "MS", "Milliseconds between two looks at the folder.", "250", recursive: false);

    /// <summary>The interval; null: it isn't one.</summary>
    public TimeSpan? IntervalOf(ParseResult parsed) =>
        int.TryParse(parsed.GetValue(Interval), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds >= FewestMilliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;

    private static Option<string?> Text(
        Func<string, string?> environment, string flag, string value, string description, string? fallback,
        bool recursive = true) =>
        new($"--{flag}")
        {
            Description = $"{description} [env: {Variable(flag)}]",
            HelpName = value,
            Recursive = recursive,
            DefaultValueFactory = _ => environment(Variable(flag)) is { Length: > 0 } set ? set : fallback,
        };

    private static Option<bool> Switch(Func<string, string?> environment, string flag, string description) =>
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
