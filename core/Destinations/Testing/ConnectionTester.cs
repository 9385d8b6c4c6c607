using K8sRouter.Core.Configuration;

namespace K8sRouter.Core.Destinations.Testing;

/// <summary>
/// Tries whether a destination takes traces: sends one harmless request in its own wire format and says what came back. Nothing
/// of a workspace is sent besides the destination's own credentials.
/// </summary>
public static class ConnectionTester
{
    /// <summary>Tests once. Never throws for a fault of the destination or the network.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="readSecret">Gives the content of a credential's file; null: there is no such file.</param>
    /// <param name="client">Of <see cref="DestinationHttp"/>: it guards the addresses.</param>
    /// <param name="clock">Measures the timeout and dates the test.</param>
    /// <param name="timeout">Longest wait for an answer.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public static async Task<ConnectionTestResult> TestAsync(
        DestinationEntry destination, Func<string, string?> readSecret, HttpClient client, TimeProvider clock, TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        if (DestinationTypes.Find(destination.Type) is not { } type
            || ExporterFactory.Create(destination, readSecret, client, clock) is not IConnectionProbe probe)
        {
            return new(false, null, ConnectionTestReasons.UnknownType, "There is no such type of destination. Check spec.type.");
        }
        using var request = probe.CreateProbe(out var fault);
        var (status, reason) = request is null
            ? (null, fault.Code!)
            : await SendAsync(type, request, client, clock, timeout, cancellationToken);
        return new(
            reason == ConnectionTestReasons.Passed, status, reason,
            ConnectionWords.Of(destination, type, reason, status, timeout));
    }

    private static async Task<(int? Status, string Reason)> SendAsync(
        DestinationType type, HttpRequestMessage request, HttpClient client, TimeProvider clock, TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        using var ended = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, cancellationToken);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return ((int)response.StatusCode, await ConnectionAnswers.ReasonAsync(type.Name, response, either.Token));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return (null, ConnectionFaults.Reason(fault));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, ConnectionTestReasons.Timeout);
        }
    }
}
