namespace Orchestrator.Routing.Tests.Learning;

public sealed class RescuePlannerTests
{
    private readonly ClusterView _view = Make.Everything;
    private readonly UtilityRouter _router = Learned.Router();
    private readonly List<RescueMove> _moves = [];

    private Guid Book(ComputeTarget target, UtilityTask task, int sentBefore = 0)
    {
        var id = Guid.NewGuid();
        _router.Book(id, task, Learned.Engine(_view, target), Learned.Noon, sentBefore);
        return id;
    }

    private void FillCpu(double value = 4.0)
    {
        for (var i = 0; i < 4; i++)
            Book(ComputeTarget.Cpu, Learned.Task(value: value, sla: 1000.0, output: 400.0));
    }

    private List<RescueMove> Plan(ClusterView? view = null, double later = 0.0)
    {
        _moves.Clear();
        new RescuePlanner(_router).Plan(view ?? _view, Learned.Noon + later, _moves);
        return _moves;
    }

    [Fact]
    public void A_task_that_will_miss_its_deadline_moves_to_where_it_still_helps()
    {
        FillCpu();
        var late = Book(ComputeTarget.Cpu, Learned.Task(sla: 10.0));

        var move = Assert.Single(Plan(), move => move.TaskId == late);
        Assert.Equal(ComputeTarget.Cpu, move.From);
        Assert.True(move.GainedUtility > 0.0);
    }

    [Fact]
    public void A_moved_task_stays_where_it_went()
    {
        FillCpu();
        Book(ComputeTarget.Cpu, Learned.Task(sla: 10.0));
        Plan();

        Assert.Empty(Plan());
    }

    [Fact]
    public void Booking_a_planned_move_where_it_was_planned_does_not_count_as_another_one()
    {
        FillCpu();
        var late = Book(ComputeTarget.Cpu, Learned.Task(sla: 10.0));
        var move = Plan().Single(move => move.TaskId == late);

        _router.Book(late, Learned.Task(sla: 10.0), Learned.Engine(_view, move.To), Learned.Noon);
        Assert.Equal(2, _router.SentOf(late));

        _router.Book(late, Learned.Task(sla: 10.0), Learned.Engine(_view, ComputeTarget.Cpu), Learned.Noon);
        Assert.Equal(3, _router.SentOf(late));
    }

    [Fact]
    public void A_task_with_time_to_spare_stays()
    {
        Book(ComputeTarget.Gpu, Learned.Task(sla: 300.0));
        Book(ComputeTarget.Gpu, Learned.Task(sla: 300.0));
        Book(ComputeTarget.Gpu, Learned.Task(sla: 300.0));

        Assert.Empty(Plan(Make.View(ComputeTarget.Gpu, ComputeTarget.Cloud)));
    }

    [Fact]
    public void A_running_task_is_left_alone()
    {
        Book(ComputeTarget.Cpu, Learned.Task(sla: 1.0, output: 400.0));

        Assert.Empty(Plan());
    }

    [Fact]
    public void A_task_that_was_sent_often_enough_stays()
    {
        FillCpu();
        var late = Book(ComputeTarget.Cpu, Learned.Task(sla: 10.0), sentBefore: 2);

        Assert.DoesNotContain(Plan(), move => move.TaskId == late);
    }

    [Fact]
    public void A_task_nobody_waits_for_any_more_stays()
    {
        FillCpu();
        var late = Book(ComputeTarget.Cpu, Learned.Task(sla: 10.0));

        Assert.DoesNotContain(Plan(later: 21.0), move => move.TaskId == late);
    }

    [Fact]
    public void A_task_only_goes_where_it_is_allowed()
    {
        FillCpu();
        var pinned = Book(ComputeTarget.Cpu, Learned.Task(sla: 10.0, allowed: TargetSet.None.With(ComputeTarget.Cpu)));
        var local = Book(ComputeTarget.Cpu, Learned.Task(sla: 10.0, allowed: TargetSet.None.With(ComputeTarget.Cpu).With(ComputeTarget.Gpu)));

        var moves = Plan();
        Assert.DoesNotContain(moves, move => move.TaskId == pinned);
        Assert.Equal(ComputeTarget.Gpu, moves.Single(move => move.TaskId == local).To);
    }

    [Fact]
    public void A_cost_above_what_the_task_is_worth_keeps_it_waiting()
    {
        FillCpu();
        var view = Make.View(ComputeTarget.Cpu, ComputeTarget.Cloud);
        var dear = Book(ComputeTarget.Cpu, Learned.Task(sla: 10.0, cloudCost: 1.0));

        Assert.DoesNotContain(Plan(view), move => move.TaskId == dear);
    }

    [Fact]
    public void An_engine_that_is_down_is_no_refuge()
    {
        FillCpu();
        Book(ComputeTarget.Cpu, Learned.Task(sla: 10.0));

        Assert.Empty(Plan(Make.View(ComputeTarget.Cpu)));
    }

    [Fact]
    public void Rescue_can_be_switched_off()
    {
        var router = Learned.Router(new UtilitySettings { Rescue = false });
        for (var i = 0; i < 6; i++)
            router.Book(Guid.NewGuid(), Learned.Task(sla: 1.0), Learned.Engine(_view, ComputeTarget.Cpu), Learned.Noon);
        new RescuePlanner(router).Plan(_view, Learned.Noon, _moves);

        Assert.Empty(_moves);
    }
}
