using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage.Erasing;

namespace K8sRouter.Operator.Commands.Logs.Erasing;

/// <summary>What is to be erased.</summary>
/// <param name="Request">For the eraser.</param>
/// <param name="Words">The same for a person.</param>
internal sealed record ErasureWish(ErasureRequest Request, string Words)
{
    /// <exception cref="CommandException">Not exactly one kind is given, or a value can't be read.</exception>
    public static ErasureWish Of(
        IReadOnlyList<string> ids, string? user, string? before, (DateTimeOffset? From, DateTimeOffset? To) range)
    {
        var kinds = (ids.Count > 0 ? 1 : 0) + (user is null ? 0 : 1) + (before is null ? 0 : 1);
        if (kinds != 1)
            throw CommandException.Usage("say what to erase by exactly one of --id, --user and --before.");
        if (user is null && range != default)
            throw CommandException.Usage("--since and --until go with --user.");
        if (user is not null)
        {
            return user.Length == 0
                ? throw CommandException.Usage("--user is empty: an empty name would mean everybody without one.")
                : new(new() { User = user, From = range.From, To = range.To }, $"user '{SafeText.Line(user)}'{Between(range)}");
        }
        return before is not null ? Before(before) : Ids(ids);
    }

    private static ErasureWish Before(string text) =>
        InstantArgument.Date(text) is { } day
            ? new(new() { Before = DateOnly.FromDateTime(day.UtcDateTime) }, $"all days before {text}")
            : throw CommandException.Usage($"--before '{text}' isn't a date such as 2026-08-01.");

    private static ErasureWish Ids(IReadOnlyList<string> ids)
    {
        if (ids.FirstOrDefault(id => !GenerationIds.TryParse(id, out _, out _)) is { } wrong)
        {
            throw CommandException.Usage(
                $"--id '{wrong}' isn't the id of a generation: those are gen-, Unix seconds, a dash and 20 letters or digits.");
        }
        string[] distinct = [.. ids.Distinct()];
        return new(new() { Ids = distinct }, distinct.Length == 1 ? distinct[0] : $"{distinct.Length} ids");
    }

    private static string Between((DateTimeOffset? From, DateTimeOffset? To) range) =>
        (range.From is { } from ? $" since {Instants.Text(from)}" : "")
        + (range.To is { } to ? $" until {Instants.Text(to)}" : "");
}
