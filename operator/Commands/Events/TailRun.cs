using K8sRouter.Core.Events.Redis;

namespace K8sRouter.Operator.Commands.Events;

/// <summary><c>events tail</c>: until it is stopped, which is success, or what it follows ends.</summary>
internal static class TailRun
{
    public static async Task<int> RunAsync(TailRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            var events = request.Redis is null
                ? SidecarEvents.FollowAsync(
                    AdminPortOf(request), SecretFile.Read("--token-file", request.TokenFile), cancellationToken)
                : RedisListener.ListenAsync(
                    RedisTarget.Settings(request), RedisTarget.Password(request), request.WorkspaceId, terminal.Time,
                    cancellationToken);
            bool complained = false;
            await foreach (string text in events)
            {
                if (EventLine.TryRender(text, request.Json, out string? line))
                    await terminal.Output.WriteAsync(line);
                else if (!complained)
                {
                    complained = true;
                    await terminal.Errors.WriteLineAsync(
                        "warning: something came that is no event; it and its like are passed over");
                }
            }
            throw CommandException.Problem(
                $"{request.Url} ended: the sidecar stopped, or something between closed the connection.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Success;
        }
        catch (CommandException e)
        {
            await terminal.Errors.WriteLineAsync($"error: {e.Message}");
            return e.ExitCode;
        }
        catch (RedisFaultException e)
        {
            await terminal.Errors.WriteLineAsync($"error: {e.Message}");
            return ExitCodes.Problems;
        }
    }

    private static Uri AdminPortOf(TailRequest request)
    {
        if (request.Tls
            || (request.AuthorityFile ?? request.User ?? request.PasswordFile) is not null
            || (request.Prefix ?? request.WorkspaceId) is not null)
            throw CommandException.Usage(
                "--tls, --ca-file, --user, --password-file, --prefix and --workspace-id are for --redis.");
        if (!Uri.TryCreate(request.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw CommandException.Usage($"--url '{request.Url}' isn't an http or https URL, such as http://127.0.0.1:8788.");
        return url.AbsolutePath == "/" ? new Uri(url, "/events") : url;
    }
}
